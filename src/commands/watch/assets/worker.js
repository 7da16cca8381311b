// Holds the one wait for news that all pages of a browser share, and tells them the generation. A browser opens six
// connections to a host: a wait in every page would leave none for the seventh.
// It is a shared worker, or a worker of one page where the browser has no shared ones.
"use strict";

/** The server answers within 20 s; what takes longer than this is a dead connection. */
const PATIENCE = 30_000;
/** How long the server may be silent before pages say so. */
const GRACE = 2_000;
const [SHORTEST, LONGEST] = [200, 2_000];

/** The pages, each with whether it listens. */
const pages = new Map();
let generation = null;
let away = false;
let waiting = false;
/** Ends the wait or the pause that is under way. */
let interrupt = () => {};

if ("onconnect" in self) self.onconnect = ({ ports: [port] }) => greet(port);
else greet(self);

/** Asks for news for as long as a page listens. */
async function wait() {
  if (waiting) return;
  waiting = true;
  let delay = SHORTEST;
  let silent = null;
  while ([...pages.values()].includes(true)) {
    const asked = Date.now();
    const answer = await ask();
    if (answer === "interrupted") continue;
    if (answer === null) {
      silent ??= asked;
      if (!away && Date.now() - silent > GRACE) tell({ away: true });
      await pause(delay);
      delay = Math.min(delay * 2, LONGEST);
      continue;
    }
    const news = away || answer !== generation;
    delay = SHORTEST;
    silent = null;
    if (news) tell({ generation: answer, away: false });
    // A server that answers at once with what is known already is not asked in a tight loop.
    else if (Date.now() - asked < 1_000) await pause(1_000);
  }
  waiting = false;
}

/** The generation; null when the server does not answer. */
async function ask() {
  const abort = new AbortController();
  let interrupted = false;
  interrupt = () => {
    interrupted = true;
    abort.abort();
  };
  const limit = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const response = await fetch(`wait?seen=${generation}`, { cache: "no-store", signal: abort.signal });
    if (!response.ok) return null;
    return (await response.json()).generation;
  } catch {
    return interrupted ? "interrupted" : null;
  } finally {
    clearTimeout(limit);
  }
}

/** Waits for some milliseconds, or until something wakes it. */
function pause(duration) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, duration);
    interrupt = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** Keeps what is new and tells every page. */
function tell(news) {
  if (news.generation !== undefined) generation = news.generation;
  away = news.away;
  for (const page of pages.keys()) page.postMessage({ generation, away });
}

/** Takes a page in. It says `hello`, `look` (ask now), `pause`, `resume` and `bye`. */
function greet(page) {
  page.onmessage = ({ data: { word, seen } }) => {
    if (word === "bye") {
      pages.delete(page);
      return;
    }
    pages.set(page, word !== "pause");
    if (word === "hello") {
      generation ??= seen;
      page.postMessage({ generation, away });
    }
    if (word === "look" || word === "pause") interrupt();
    wait();
  };
}
