// Shows what was found, that a page is gone, and that the server is away: in a shadow root of its own, beyond the reach
// of the theme. All words are set as text.

const STYLE = `
  :host { all: initial !important; direction: ltr !important; display: block !important; }
  @media print { :host { display: none !important; } }
  * { box-sizing: border-box; }
  [hidden] { display: none !important; }
  .stack {
    color-scheme: light dark;
    --paper: light-dark(#ffffff, #1c1d21); --ink: light-dark(#1b1b1d, #ececee); --quiet: light-dark(#55565c, #b4b5bc);
    --line: light-dark(#d9dade, #3c3e45); --raised: light-dark(#f4f4f6, #26282d); --link: light-dark(#0b4a94, #9cc7ff);
    --error: light-dark(#a3121f, #ff9c96); --warning: light-dark(#7a4a00, #f2c063);
    position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-block-size: 100vh; padding: 12px;
    display: flex; flex-direction: column; align-items: flex-end; gap: 8px; pointer-events: none;
    font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: var(--ink); text-align: start;
  }
  .stack > * {
    pointer-events: auto; margin: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 8px;
    box-shadow: 0 2px 6px rgb(0 0 0 / .12), 0 10px 32px rgb(0 0 0 / .18);
  }
  :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
  h2, p, ol, pre { margin: 0; padding: 0; }
  h2 { font-size: 16px; line-height: 1.3; font-weight: 650; }
  a { color: var(--link); text-underline-offset: 2px; }
  button {
    font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 6px;
    padding: 4px 12px; min-block-size: 32px; cursor: pointer;
  }
  button:hover { border-color: var(--quiet); }

  .away { align-self: flex-start; font-size: 13px; color: var(--quiet); padding: 5px 12px; }
  .gone {
    align-self: center; padding: 14px 18px; max-inline-size: 480px; inline-size: 100%; display: grid; gap: 6px;
    border-block-start: 4px solid var(--quiet);
  }
  .gone p { color: var(--quiet); }
  .ways { display: flex; flex-wrap: wrap; gap: 4px 18px; }

  .panel {
    display: flex; flex-direction: column; align-self: center; inline-size: 100%; max-inline-size: 880px;
    min-block-size: 0; max-block-size: min(58vh, 560px); overflow: hidden;
  }
  .panel.errors { border-block-start: 4px solid var(--error); }
  .panel.warnings { border-block-start: 4px solid var(--warning); }
  .bare { inset: 0; padding: 0; }
  .bare .panel {
    flex: 1; max-block-size: none; max-inline-size: none; border-radius: 0; border-inline: 0; border-block-end: 0;
    box-shadow: none;
  }
  .bare .panel > * { inline-size: 100%; max-inline-size: 880px; margin-inline: auto; }
  .bare .away { position: absolute; inset: auto auto 12px 12px; }
  header { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 16px; padding: 12px 18px; }
  header h2 { flex: 1 1 0; min-inline-size: min-content; }
  header h2:focus { outline: none; }
  .lead { padding: 0 18px 10px; color: var(--quiet); font-size: 14px; }
  .fault {
    padding: 0 18px 12px; white-space: pre-wrap; overflow-wrap: anywhere; overflow-y: auto; flex: none;
    max-block-size: 40%;
  }
  .list {
    list-style: none; overflow-y: auto; overscroll-behavior: contain; border-block-start: 1px solid var(--line);
    min-block-size: 0;
  }
  .list > li { padding: 12px 18px 14px; display: grid; gap: 3px; min-inline-size: 0; }
  .list > li + li { border-block-start: 1px solid var(--line); }
  .what { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; font-size: 13px; }
  .mark { font-weight: 700; }
  .error .mark { color: var(--error); }
  .warning .mark { color: var(--warning); }
  code, pre, .place {
    font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono", monospace; font-size: 13px;
  }
  code { color: var(--quiet); }
  .place { overflow-wrap: anywhere; }
  .message { font-weight: 550; overflow-wrap: anywhere; }
  pre {
    background: var(--raised); border-radius: 6px; padding: 8px 12px; overflow-x: auto; line-height: 1.4;
    tab-size: 4; margin-block: 4px;
  }
  .hint { color: var(--quiet); overflow-wrap: anywhere; }
  .hint b { font-weight: 650; color: var(--ink); }

  .badge {
    display: flex; align-items: center; gap: 8px; border-radius: 999px; background: var(--paper); font-size: 14px;
    padding: 4px 14px;
  }
  .badge::before { content: ""; inline-size: 9px; block-size: 9px; border-radius: 50%; background: var(--warning); }
  .badge.errors::before { background: var(--error); border-radius: 1px; transform: rotate(45deg); }
  .said {
    position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%);
    white-space: nowrap; border: 0;
  }
  @media (max-width: 480px) {
    .stack { padding: 8px; }
    .panel { max-block-size: 66vh; }
    header, .lead, .fault, .list > li { padding-inline: 12px; }
  }
  @media (forced-colors: active) { .badge::before { forced-color-adjust: none; } }
`;

/** A new element with properties and children. */
const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
/** `1 error`, `2 errors`. */
const plural = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

let parts = null;
/** What the list is made of, so that it is made again only for something else. */
let shown = "";
let open = false;
/** The errors that were folded away. They stay so on other pages. */
const folded = new Set(remembered());

/** Shows the state of a page: `state` as the server gives it, and whether the page is `gone`, the server `away`, and
 *  the page `bare`, which has no text of its own. */
export function show({ state, gone, away, bare }) {
  const { findings = [], errors = 0, warnings = 0, fault = null } = state ?? {};
  const any = errors + warnings > 0 || fault !== null;
  // What was folded away and then mended comes forward when it is broken again.
  if (state && !errors && fault === null) forget();
  if (!parts && !gone && !away && !any) return;
  parts ??= build();
  const { stack, panel, badge } = parts;
  parts.away.hidden = !away;
  parts.gone.hidden = !gone;
  parts.home.href = state?.home ?? "/";
  parts.isBare = bare;
  fill(state ?? {}, any);

  // New errors come forward by themselves; what was folded away does not come again.
  const listed = findings.filter((it) => it.severity === "error");
  const wrong = listed.map(sameness).concat(fault ?? []);
  if (errors && !listed.length) wrong.push(plural(errors, "error"));
  const fresh = wrong.some((it) => !folded.has(it));
  if (fresh && !open) say(`${parts.title.textContent}. ${fault ?? listed[0]?.message ?? ""}`);
  if (fresh || (bare && any)) open = true;
  // A list that was opened for errors goes with them; warnings stay in view when somebody asked for them.
  if (!any || (parts.wrong.length && !wrong.length)) parts.asked = false;
  if (!any || (!wrong.length && !parts.asked)) open = false;
  parts.wrong = wrong;

  stack.classList.toggle("bare", bare && any);
  for (const it of [panel, badge]) {
    it.classList.toggle("errors", wrong.length > 0);
    it.classList.toggle("warnings", wrong.length === 0);
  }
  arrange(any);
}

/** Puts the panel or the badge forward. */
function arrange(any) {
  const { panel, badge, fold } = parts;
  const inside = panel.contains(parts.shadow.activeElement);
  panel.hidden = !any || !open;
  badge.hidden = !any || open;
  fold.hidden = parts.isBare;
  if (inside && panel.hidden && !badge.hidden) badge.focus();
}

/** Opens the panel at the reader's wish. */
function unfold() {
  open = parts.asked = true;
  arrange(true);
  parts.title.focus();
}

/** Folds the panel to its badge, and keeps in mind what it told. */
function fold() {
  if (!parts || parts.panel.hidden || parts.isBare) return;
  open = parts.asked = false;
  for (const it of parts.wrong) folded.add(it);
  store();
  arrange(true);
}

/** What makes two findings the same, though lines were put in above. */
function sameness({ rule, path, message }) {
  return `${rule} ${path} ${message}`;
}

// What is remembered for this tab.

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem("dateline-folded") ?? "[]");
  } catch {
    return [];
  }
}

function store() {
  try {
    sessionStorage.setItem("dateline-folded", JSON.stringify([...folded]));
  } catch {
    // Storage is refused: the choice holds for this page.
  }
}

function forget() {
  if (!folded.size) return;
  folded.clear();
  store();
}

// Building.

/** Makes the element, empty, below the root of the page. */
function build() {
  const host = make("dateline-preview", { lang: "en" });
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];

  const desk = () => make("a", { href: "/__dateline/", textContent: "Desk" });
  const home = make("a", { textContent: "Home" });
  const away = make("p", { className: "away", textContent: "Server away; trying again" });
  away.setAttribute("role", "status");
  const gone = make(
    "section",
    { className: "gone" },
    make("h2", { textContent: "This page is gone" }),
    make("p", { textContent: "Nothing is published at this address any more. What you see is its last version." }),
    make("p", { className: "ways" }, home, desk()),
  );
  gone.setAttribute("role", "status");

  const title = make("h2", { id: "title", tabIndex: -1 });
  const folding = make("button", { type: "button", textContent: "Fold" });
  folding.addEventListener("click", fold);
  const lead = make("p", { className: "lead" });
  const fault = make("p", { className: "fault" });
  const list = make("ol", { className: "list", tabIndex: 0 });
  list.setAttribute("aria-label", "Findings");
  const panel = make("section", { className: "panel" }, make("header", {}, title, desk(), folding), lead, fault, list);
  panel.setAttribute("aria-labelledby", "title");
  const badge = make("button", { type: "button", className: "badge" });
  badge.addEventListener("click", unfold);
  const said = make("p", { className: "said" });
  said.setAttribute("role", "alert");

  const stack = make("div", { className: "stack" }, away, gone, panel, badge, said);
  for (const it of [away, gone, panel, badge]) it.hidden = true;
  shadow.append(stack);
  document.documentElement.append(host);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) fold();
  });
  return { shadow, stack, away, gone, home, panel, title, fold: folding, lead, fault, list, badge, said, wrong: [] };
}

/** Says something to those who hear the page. */
function say(words) {
  parts.said.textContent = words;
}

/** Writes the findings, unless they are those that are written there. */
function fill(state, any) {
  const now = JSON.stringify([state.findings, state.errors, state.warnings, state.more, state.fault]);
  if (now === shown) return;
  shown = now;
  const { errors = 0, warnings = 0, findings = [], more = 0, fault = null } = state;
  const counts = [errors && plural(errors, "error"), warnings && plural(warnings, "warning")].filter(Boolean).join(", ");
  const { title, badge, lead, list } = parts;
  title.textContent = counts || "The site cannot be built";
  badge.textContent = counts || "Cannot build";
  lead.textContent = errors || fault ? "What you see is the last good version, until this is mended." : "";
  if (parts.isBare) lead.textContent = "There is no good version yet. The page comes by itself once this is mended.";
  lead.hidden = !lead.textContent;
  parts.fault.textContent = fault ?? "";
  parts.fault.hidden = fault === null;
  const scroll = list.scrollTop;
  const isError = (it) => it.severity === "error";
  list.replaceChildren(...[...findings].sort((a, b) => isError(b) - isError(a)).map(item));
  if (more > 0) {
    const desk = make("a", { href: "/__dateline/", textContent: "desk" });
    list.append(make("li", {}, make("p", {}, `${more} more, on the `, desk)));
  }
  list.hidden = !list.children.length;
  list.scrollTop = scroll;
  if (!any) say("");
}

/** One finding. */
function item({ rule, severity, path, line, col, message, hint, excerpt, edit }) {
  const text = [path, line, line && col].filter(Boolean).join(":");
  const place = edit ? make("a", { href: edit, textContent: text }) : text;
  const mark = make("span", { className: "mark", textContent: severity });
  const rows = [
    make("p", { className: "what" }, mark, make("code", { textContent: rule })),
    make("p", { className: "message", textContent: message }),
    make("p", { className: "place" }, place),
  ];
  if (excerpt) rows.push(make("pre", { textContent: excerpt, tabIndex: 0 }));
  if (hint) rows.push(make("p", { className: "hint" }, make("b", { textContent: "Hint: " }), hint));
  return make("li", { className: severity === "error" ? "error" : "warning" }, ...rows);
}
