// Keeps the editor's desk current: when there is news it is fetched again, and what was opened stays open.

import { listen } from "./listen.js";

let known = Number(document.querySelector("script[data-seen]").dataset.seen);
let shown = document.querySelector("main").innerHTML;
let newest = known;
let busy = false;

listen(known, async ({ generation, away }) => {
  document.getElementById("away").hidden = !away;
  if (away) return;
  newest = generation;
  if (busy) return;
  busy = true;
  try {
    while (known !== newest) {
      const asked = newest;
      await refresh();
      known = asked;
    }
  } catch {
    // The server went meanwhile: the news of its return brings the desk up to date.
    known = null;
  } finally {
    busy = false;
  }
});

/** Fetches the desk and puts its new text in place of the old. */
async function refresh() {
  const response = await fetch(location.pathname, { cache: "no-store" });
  if (!response.ok) throw new Error(response.statusText);
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = next.querySelector("main");
  document.title = next.title;
  if (fresh.innerHTML === shown) return;
  shown = fresh.innerHTML;
  const focused = addressOf(document.activeElement);
  for (const it of document.querySelectorAll("details[open]")) {
    fresh.querySelector(`#${CSS.escape(it.id)}`)?.setAttribute("open", "");
  }
  document.querySelector("main").replaceWith(document.adoptNode(fresh));
  if (focused) document.querySelector(focused)?.focus({ preventScroll: true });
}

/** A selector for a link or a summary of the desk, by which it is found again; null for anything else. */
function addressOf(it) {
  if (!it?.closest("main")) return null;
  const around = it.closest("details, section, nav");
  const where = around?.id ? `#${CSS.escape(around.id)} ` : "main ";
  if (it.localName === "summary") return `${where}summary`;
  return it.localName === "a" ? `${where}a[href="${CSS.escape(it.getAttribute("href"))}"]` : null;
}
