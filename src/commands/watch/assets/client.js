// Keeps a page of the preview current: changes it in place when its source has changed, and shows what was found.
// Not deferred: it copies the page before deferred scripts change it, so that what they made is known to be theirs.
"use strict";
{
  const tag = document.currentScript;
  /** The page as it was sent: its digest, and the generation that this tab knows. Without a digest it is a page of
   *  errors, or the page for addresses that are not there. */
  const own = { key: tag.dataset.key, seen: Number(tag.dataset.seen) };
  const address = location.pathname + location.search;
  /** The page's own parts of the preview, which its source knows nothing of. */
  const OURS = "link[href^='/__dateline/'], script[src^='/__dateline/']";

  const sent = copy();
  const parts = { listen: null, panel: null, morph: null };
  /** A page of errors has no text of its own. */
  const bare = !own.key && !document.querySelector("main")?.textContent.trim();
  const view = { state: null, away: false, bare };
  let known = null;

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start, { once: true });
  else start();

  /** Asks once, and then whenever there is news. */
  async function start() {
    try {
      await load();
    } catch {
      setTimeout(start, 1_000);
      return;
    }
    addEventListener("pageshow", (event) => {
      if (event.persisted) settled = false;
    });
    parts.listen.listen(own.seen, (news) => {
      view.away = news.away;
      show();
      if (!news.away && news.generation !== known) check();
    });
    check();
  }

  // Asking.

  let checking = null;
  let again = false;
  /** Whether the page has been looked at since it was opened: who goes back to a page is not sent away from it. */
  let settled = false;

  /** Asks for the state of this page, one question at a time; what comes meanwhile is asked again after it. */
  function check() {
    again = checking !== null;
    checking ??= (async () => {
      try {
        do {
          again = false;
          await look();
        } while (again);
      } catch {
        known = null;
        // The worker tells when the server is back; a single lost answer is asked for again.
        if (!view.away) setTimeout(check, 1_000);
      } finally {
        checking = null;
      }
    })();
    return checking;
  }

  /** Asks for the state of this page, shows it, and follows it. */
  async function look() {
    const path = encodeURIComponent(location.pathname);
    const response = await fetch(`/__dateline/state?path=${path}&key=${own.key}`, { cache: "no-store" });
    if (!response.ok) throw new Error(response.statusText);
    const state = await response.json();
    const { follow, page, generation } = state;
    const called = settled && follow && follow.at > own.seen && document.visibilityState === "visible";
    own.seen = known = generation;
    settled = true;
    if (called && follow.path !== location.pathname) {
      location.assign(follow.path);
      return;
    }
    const mended = bare && !state.errors && state.fault === null;
    if (page ? page.key !== own.key : mended) await change(generation);
    view.state = state;
    show();
  }

  /** Fetches the page again and changes it in place, or loads it whole where that is the honest way. */
  async function change(generation) {
    if (!own.key || !sent) return reload(generation);
    const response = await fetch(address, { cache: "no-store", headers: { accept: "text/html" } });
    if (!response.ok) return;
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = next.querySelector("script[src='/__dateline/client.js']");
    if (response.redirected || !fresh) return reload(generation);
    // What the parser leaves behind the last tag is no part of the copy either.
    while (fresh.nextSibling) fresh.nextSibling.remove();
    for (const it of next.querySelectorAll(OURS)) it.remove();
    if (!(await parts.morph.morph(sent, next.documentElement))) return reload(generation);
    own.key = fresh.dataset.key;
  }

  /** Loads the page again; the browser keeps the scroll. Twice for one generation at most, so that it comes to rest. */
  function reload(generation) {
    try {
      const [last, times] = JSON.parse(sessionStorage.getItem("dateline-reload") ?? "[0, 0]");
      const count = last === generation ? times + 1 : 1;
      if (count > 2) return;
      sessionStorage.setItem("dateline-reload", JSON.stringify([generation, count]));
    } catch {
      // Storage is refused: the page is loaded.
    }
    location.reload();
  }

  // Showing.

  /** Loads the rest of the preview's script, while there is a server to load it from. */
  function load() {
    const names = Object.keys(parts);
    return Promise.all(names.map(async (name) => (parts[name] ??= await import(`/__dateline/${name}.js`))));
  }

  /** Shows what is known of the page and of the server. */
  function show() {
    const gone = Boolean(own.key && view.state && !view.state.page && !view.state.fault);
    parts.panel?.show({ ...view, gone });
  }

  // Copying.

  /** The page as it was sent, each node with its twin in the page; null where a script may have changed it already. */
  function copy() {
    const early = "body script[src]:not([defer], [type=module]), script[src][async]";
    const others = [...document.querySelectorAll(early)].filter((it) => it !== tag);
    if (tag.defer || others.length) return null;
    const [twins, nodes] = [new WeakMap(), new WeakSet()];
    const pair = (copied, node) => {
      twins.set(copied, node);
      nodes.add(node);
      copied.childNodes.forEach((it, at) => pair(it, node.childNodes[at]));
    };
    const root = document.documentElement.cloneNode(true);
    pair(root, document.documentElement);
    for (const it of root.querySelectorAll(OURS)) it.remove();
    return { root, twins, nodes, pair, fresh: true };
  }
}
