// Looks at `dateline watch` as an author does: with pages open in Chromium while files are saved, broken, mended and
// deleted, and while the server goes and comes again. Started by it/watch.rs:
//
//   node tests/watch.mjs NODE_MODULES DATELINE SITE
//
// SITE is copied first. Prints what is wrong, one a line, and exits 1 when there is any.

import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const [modules, dateline, original] = process.argv.slice(2).map((it) => resolve(it));
const need = createRequire(join(modules, "any.js"));
const { chromium } = need("playwright-core");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");

/** So much of another text that two briefs do not say the same. */
const OTHER = Array.from({ length: 300 }, (_, at) => `Berth ${at} has ${at * 7} metres.`).join(" ");

/** How long anything may take before it counts as not happening. */
const LIMIT = 15_000;
const OVERLAY = "dateline-preview";

const wrong = [];
const check = (holds, text) => holds || wrong.push(text);

const site = prepared(original);
const file = (path) => join(site, path);
const save = (path, text) => writeFileSync(file(path), text);

const browser = await chromium.launch({
  executablePath: ["chromium", "chromium-browser", "google-chrome"].map(which).find(Boolean),
  // No name but this machine's is looked up, so that nothing here can need the network.
  args: ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
});
let server;
try {
  save("content/2026/watched.md", brief("A brief that is watched"));
  save("content/2026/watched-draft.md", brief("A brief in hand", { front: "draft = true", end: `## Another text\n\n${OTHER}` }));
  server = await start("0");
  const address = await addressOf("A brief that is watched");
  const scenes = {
    "a save": inPlace,
    "what was typed": fields,
    "what script made": ofScript,
    "a broken save": broken,
    "a warning": warning,
    "a style sheet": style,
    "a script": script,
    "a page that did not change": untouched,
    "many tabs": tabs,
    "a draft": draft,
    "a deleted page": deleted,
    "an address that is not there": missing,
    "a worker for each page": alone,
    "the desk": desk,
    "following the author": follow,
    "a server that was away": away,
    "a first build that fails": firstBuild,
  };
  for (const [name, scene] of Object.entries(scenes)) await visit(name, address, scene);
} finally {
  server?.process.kill();
  await browser.close();
  rmSync(site, { recursive: true, force: true });
}
for (const it of wrong) console.log(it);
process.exitCode = wrong.length ? 1 : 0;

// Scenes.

/** The text changes in place: scroll, focus, selection and open details stay. */
async function inPlace(page, name) {
  await page.locator("details.copyable summary").first().click();
  await page.locator("#ways").evaluate((it) => it.scrollIntoView({ block: "start", behavior: "instant" }));
  await page.locator("#ways ~ ul sup.cite a").first().evaluate((it) => it.focus({ preventScroll: true }));
  await page.evaluate(() => {
    const text = document.querySelector("main .prose p:last-of-type").firstChild;
    getSelection().setBaseAndExtent(text, 4, text, 12);
  });
  const before = await looksOf(page);
  check(before.scroll > 1000 && before.selection && before.focus, `${name}: not set up: ${JSON.stringify(before)}`);
  await mark(page);
  save("content/2026/watched.md", brief("A brief that is watched", { line: "The third way is longer than it was, and new." }));
  await text(page, "longer than it was, and new");
  const after = await looksOf(page);
  for (const [key, was] of Object.entries(before)) check(after[key] === was, `${name}: ${key} was ${was} and is ${after[key]}`);
  check(await marked(page), `${name}: the page was loaded again`);
  save("content/2026/watched.md", brief("Another title", { slug: "watched" }));
  await text(page, "Another title");
  await eventually(`${name}: the title of the window`, async () => (await page.title()).startsWith("Another title"));
  // A paragraph that comes in above does not push away what is being read.
  const place = () => page.locator("#ways").evaluate((it) => Math.round(it.getBoundingClientRect().top));
  const was = await place();
  save("content/2026/watched.md", brief("A brief that is watched", { above: "A paragraph that was not there.\n\nAnd one more." }));
  await text(page, "A paragraph that was not there.");
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  check(Math.abs((await place()) - was) < 3, `${name}: what is read moved by ${(await place()) - was} pixels`);
  check(await marked(page), `${name}: the page was loaded again for a paragraph`);
  check((await page.locator("h1").count()) === 1, `${name}: ${await page.locator("h1").count()} first-level headings`);
  await restore(page);
}

/** What a reader typed into a field, and where the cursor stands in it, stays. */
async function fields(page, name) {
  await page.evaluate(() => {
    const field = document.createElement("input");
    field.id = "typed";
    document.querySelector("main .prose").append(field);
    field.focus();
  });
  await page.keyboard.type("half a thought");
  save("content/2026/watched.md", brief("A brief that is watched", { line: "A way while somebody types." }));
  await text(page, "A way while somebody types.");
  const state = () => page.evaluate(() => [document.activeElement.id, document.activeElement.value]);
  check(String(await state()) === "typed,half a thought", `${name}: ${await state()}`);
  save("content/2026/watched.md", brief("A brief that is watched", { front: "topcis = 1" }));
  await findings(page);
  check(String(await state()) === "typed,half a thought", `${name}: with an overlay: ${await state()}`);
  await restore(page);
}

/** Buttons that script made are there once, and work; a mode that was chosen stays. */
async function ofScript(page, name) {
  await page.evaluate(() => document.querySelector("button.mode").click());
  const mode = () => page.evaluate(() => document.documentElement.dataset.mode);
  const chosen = await mode();
  const label = await page.locator("button.mode").textContent();
  save("content/2026/watched.md", brief("A brief that is watched", { line: "A way for script." }));
  await text(page, "A way for script.");
  check((await mode()) === chosen, `${name}: the mode was ${chosen} and is ${await mode()}`);
  check((await page.locator("button.mode").textContent()) === label, `${name}: the label of the mode changed`);
  check(await page.evaluate(() => document.documentElement.classList.contains("js")), `${name}: the root lost a class`);
  const copies = await page.evaluate(() =>
    [...document.querySelectorAll(".copyable")].map((it) => it.querySelectorAll("button.copy").length),
  );
  check(copies.length > 0 && copies.every((it) => it === 1), `${name}: copy buttons: ${copies}`);
  await page.evaluate(() => document.querySelector("button.mode").click());
  check((await mode()) !== chosen, `${name}: the switch of mode is dead`);
  // Contents follow a section that was not there when script ran.
  save("content/2026/watched.md", brief("A brief that is watched", { end: "## A new section\n\n" + "It has text. ".repeat(400) }));
  await text(page, "A new section");
  await page.locator("#a-new-section").evaluate((it) => it.scrollIntoView({ block: "start", behavior: "instant" }));
  await eventually(`${name}: the new section is marked`, () =>
    page.evaluate(() => document.querySelector("nav.toc [aria-current]")?.textContent === "A new section"),
  );
  await page.locator("sup.cite a").first().hover();
  await page.locator(".cite-card").waitFor({ state: "visible", timeout: LIMIT });
  await restore(page);
}

/** An error is shown over the last good page, folds, and goes without loading the page. */
async function broken(page, name) {
  await mark(page);
  save("content/2026/watched.md", brief("A broken title", { front: 'topcis = "energy"' }));
  await findings(page);
  const overlay = page.locator(`${OVERLAY} .panel`);
  const said = await overlay.innerText();
  for (const part of ["unknown-key", "watched.md:", "topcis", "^", "1 error"]) {
    check(said.includes(part), `${name}: the overlay does not say ${part}: ${said}`);
  }
  check((await page.locator("h1").innerText()) === "A brief that is watched", `${name}: the last good page is not there`);
  check(await page.evaluate(() => document.activeElement === document.body), `${name}: the overlay took the focus`);
  await page.evaluate(axe);
  const found = await page.evaluate((it) => window.axe.run({ include: [[it]] }), OVERLAY);
  for (const it of found.violations) wrong.push(`${name}: axe ${it.id}: ${it.help}`);
  await page.keyboard.press("Escape");
  const badge = page.locator(`${OVERLAY} .badge`);
  await badge.waitFor({ state: "visible", timeout: LIMIT });
  check(!(await overlay.isVisible()), `${name}: Escape does not fold it`);
  await page.reload({ waitUntil: "load" });
  await badge.waitFor({ state: "visible", timeout: LIMIT });
  check(!(await overlay.isVisible()), `${name}: it is unfolded by a reload`);
  await mark(page);
  // The same error elsewhere in the file does not come forward again; another one does.
  save("content/2026/watched.md", brief("A broken title", { front: '\n\ntopcis = "energy"\ntgas = 1' }));
  await overlay.waitFor({ state: "visible", timeout: LIMIT });
  check((await overlay.innerText()).includes("2 errors"), `${name}: two errors are not told`);
  await overlay.locator("button").click();
  await badge.click();
  await overlay.waitFor({ state: "visible", timeout: LIMIT });
  save("content/2026/watched.md", brief("A mended title", { slug: "watched" }));
  await text(page, "A mended title");
  await overlay.waitFor({ state: "hidden", timeout: LIMIT });
  // Folded once is not folded for ever.
  save("content/2026/watched.md", brief("A broken title", { front: 'topcis = "energy"' }));
  await findings(page);
  await restore(page);
  check(await marked(page), `${name}: the page was loaded again`);
}

/** Warnings wait in a badge, and the list opens from the keyboard. */
async function warning(page, name) {
  const [badge, panel] = [page.locator(`${OVERLAY} .badge`), page.locator(`${OVERLAY} .panel`)];
  save("content/2026/watched.md", brief("A brief that is watched", { front: "as_of = 2026-11-18T21:00:00" }));
  // The site has warnings of its own, it may be.
  await eventually(`${name}: it is told`, async () => (await panel.textContent()).includes("watched.md"));
  await badge.filter({ hasText: "warning" }).waitFor({ state: "visible", timeout: LIMIT });
  check(!(await panel.isVisible()), `${name}: a warning opens the list`);
  await badge.focus();
  await page.keyboard.press("Enter");
  await panel.filter({ hasText: "watched.md" }).waitFor({ state: "visible", timeout: LIMIT });
  check((await panel.locator("a[href='/__dateline/']").count()) === 1, `${name}: no way to the desk`);
  await page.keyboard.press("Escape");
  await badge.waitFor({ state: "visible", timeout: LIMIT });
  check(await page.evaluate((it) => document.activeElement?.localName === it, OVERLAY), `${name}: the focus is lost`);
  await restore(page);
  await eventually(`${name}: the badge tells of it no more`, async () => !(await panel.textContent()).includes("watched.md"));
}

/** A style sheet is exchanged while the page stays. */
async function style(page, name) {
  await mark(page);
  await watchText(page);
  // However slowly it comes, the page is never seen without one.
  await page.route("**/site.*.css", async (route) => {
    await new Promise((done) => setTimeout(done, 300));
    await route.continue();
  });
  await page.evaluate(() => {
    window.seen = { plain: 0, all: 0 };
    const look = () => {
      window.seen.all += 1;
      if (getComputedStyle(document.body).marginTop === "8px") window.seen.plain += 1;
      requestAnimationFrame(look);
    };
    look();
  });
  const path = "themes/watched/assets/site.css";
  const before = readFileSync(file(path), "utf8");
  save(path, `${before}\nh1 { color: rgb(1, 2, 3); }\n`);
  await eventually(`${name}: the colour of a heading`, () =>
    page.evaluate(() => getComputedStyle(document.querySelector("h1")).color === "rgb(1, 2, 3)"),
  );
  await eventually(`${name}: the old style sheet goes`, () =>
    page.evaluate(() => document.querySelectorAll("link[rel=stylesheet][href*='site.']").length === 1),
  );
  check(await marked(page), `${name}: the page was loaded again`);
  check(!(await touched(page)), `${name}: the text was touched: ${await touched(page)}`);
  const frames = await page.evaluate(() => window.seen);
  check(frames.all > 3 && frames.plain === 0, `${name}: ${frames.plain} of ${frames.all} frames without style`);
  save(path, before);
  await eventually(`${name}: the colour goes again`, () =>
    page.evaluate(() => getComputedStyle(document.querySelector("h1")).color !== "rgb(1, 2, 3)"),
  );
}

/** A page whose script has changed is loaded again, once. */
async function script(page, name) {
  await mark(page);
  let loads = 0;
  page.on("load", () => (loads += 1));
  save("themes/watched/assets/mode.js", `${asset("mode.js")}\ndocument.documentElement.dataset.news = "yes";\n`);
  await eventually(`${name}: the new one runs`, () => page.evaluate(() => document.documentElement.dataset.news === "yes"));
  check(!(await marked(page)), `${name}: the page was not loaded again`);
  save("themes/watched/assets/mode.js", asset("mode.js"));
  await eventually(`${name}: the old one runs`, () => page.evaluate(() => !document.documentElement.dataset.news));
  await eventually(`${name}: two loads for two saves, not ${loads}`, () => loads === 2);
}

/** Nothing is done in a page that shows nothing of what was saved, and it is not asked for. */
async function untouched(page, name) {
  const other = await page.context().newPage();
  watchFor(other, name);
  await other.goto(`${server.base}methodology/`, { waitUntil: "load" });
  await eventually(`${name}: it is there`, async () => (await other.locator("h1").count()) === 1);
  const title = await other.title();
  const asked = [];
  await watchText(other);
  other.on("request", (it) => it.url().includes("/__dateline/") || asked.push(it.url()));
  await looked(other);
  const before = await answers(other);
  save("content/2026/watched.md", brief("A brief that is watched", { line: "A way that others do not show." }));
  await text(page, "A way that others do not show.");
  await looked(other, before);
  check(!(await touched(other)), `${name}: ${title} was touched: ${await touched(other)}`);
  check(asked.length === 0, `${name}: ${asked}`);
  await other.close();
  await restore(page);
}

/** More tabs than a browser opens connections: all load, and all follow. */
async function tabs(page, name, address) {
  const pages = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const tab = await page.context().newPage();
      watchFor(tab, name);
      await tab.goto(address, { waitUntil: "load", timeout: LIMIT });
      await mark(tab);
      return tab;
    }),
  );
  for (const line of ["A way for many.", "Another way for many."]) {
    save("content/2026/watched.md", brief("A brief that is watched", { line }));
    await Promise.all(pages.map((it) => text(it, line)));
  }
  const kept = await Promise.all(pages.map(marked));
  check(kept.every(Boolean), `${name}: ${kept.filter((it) => !it).length} were loaded again`);
  await Promise.all(pages.map((it) => it.close()));
  await restore(page);
}

/** A draft says so, and says so no more once it is none. */
async function draft(page, name, address) {
  await page.goto(address.replace("/watched/", "/watched-draft/"), { waitUntil: "load" });
  const banner = page.locator("p.dateline-banner");
  check((await banner.count()) === 1 && (await banner.isVisible()), `${name}: no banner`);
  check(/draft/i.test(await banner.innerText()), `${name}: the banner says ${await banner.innerText()}`);
  check((await page.locator("h1").innerText()) === "A brief in hand", `${name}: it is not shown`);
  await mark(page);
  save("content/2026/watched-draft.md", brief("A brief in hand"));
  await banner.waitFor({ state: "detached", timeout: LIMIT });
  check(await marked(page), `${name}: the page was loaded again`);
  save("content/2026/watched-draft.md", brief("A brief in hand", { front: "draft = true" }));
  await banner.waitFor({ state: "visible", timeout: LIMIT });
}

/** A page that is gone says so, stays readable, and comes back. */
async function deleted(page, name) {
  await mark(page);
  rmSync(file("content/2026/watched.md"));
  const gone = page.locator(`${OVERLAY} .gone`);
  await gone.waitFor({ state: "visible", timeout: LIMIT });
  check((await page.locator("h1").innerText()) === "A brief that is watched", `${name}: its last version is not there`);
  check((await gone.locator("a").count()) === 2, `${name}: no ways on`);
  save("content/2026/watched.md", brief("A brief that is back", { slug: "watched" }));
  await text(page, "A brief that is back");
  await gone.waitFor({ state: "hidden", timeout: LIMIT });
  check(await marked(page), `${name}: the page was loaded again`);
  await restore(page);
}

/** An address without a page is the site's own page for that, until there is one. */
async function missing(page, name, address) {
  const response = await page.goto(address.replace("/watched/", "/watched-later/"), { waitUntil: "load" });
  check(response.status() === 404, `${name}: status ${response.status()}`);
  check(!(await page.locator(`${OVERLAY} .gone`).isVisible()), `${name}: it says that a page is gone`);
  save("content/2026/watched-later.md", brief("A brief that came later"));
  await text(page, "A brief that came later");
  rmSync(file("content/2026/watched-later.md"));
  await page.locator(`${OVERLAY} .gone`).waitFor({ state: "visible", timeout: LIMIT });
}

/** A browser without shared workers: the page waits for itself. */
async function alone(page, name) {
  await page.addInitScript(() => delete window.SharedWorker);
  await page.reload({ waitUntil: "load" });
  check(await page.evaluate(() => !("SharedWorker" in window)), `${name}: there is one`);
  await mark(page);
  save("content/2026/watched.md", brief("A brief that is watched", { line: "A way for one." }));
  await text(page, "A way for one.");
  check(await marked(page), `${name}: the page was loaded again`);
  await restore(page);
}

/** The editor's desk lists what is in hand, and keeps current with what was opened in it. */
async function desk(page, name) {
  await page.goto(new URL("/__dateline/", server.base).href, { waitUntil: "load" });
  const drafts = page.locator("#drafts");
  check((await drafts.innerText()).includes("A brief in hand"), `${name}: a draft is not listed`);
  const row = drafts.locator("li").filter({ hasText: "A brief in hand" });
  check(/\/watched-draft\/$/.test(await row.locator("a").first().getAttribute("href")), `${name}: it does not lead to the preview`);
  const fold = page.locator("#rules details").first();
  await fold.locator("summary").click();
  const opened = await fold.getAttribute("id");
  await mark(page);
  save("content/2026/watched-other.md", brief("Another brief in hand", { front: "draft = true" }));
  await drafts.filter({ hasText: "Another brief in hand" }).waitFor({ state: "attached", timeout: LIMIT });
  check(await page.evaluate((id) => document.getElementById(id).open, opened), `${name}: what was opened is shut`);
  check(await page.evaluate(() => document.activeElement.localName === "summary"), `${name}: the focus is lost`);
  check(await marked(page), `${name}: it was loaded again`);
  rmSync(file("content/2026/watched-other.md"));
  await eventually(`${name}: a draft that is gone goes`, async () => !(await drafts.innerText()).includes("Another brief"));
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document));
  for (const it of found.violations) wrong.push(`${name}: axe ${it.id}: ${it.help}`);
}

/** With `--follow` a tab that is in view goes to what was saved. */
async function follow(page, name, address) {
  const other = await start("0", "--follow");
  try {
    await page.goto(other.base, { waitUntil: "load" });
    await looked(page);
    save("content/2026/watched.md", brief("A brief that is watched", { line: "A way to follow." }));
    await page.waitForURL((it) => it.pathname === new URL(address).pathname, { timeout: LIMIT });
    await text(page, "A way to follow.");
    await page.goBack({ waitUntil: "load" });
    await looked(page);
    check(page.url() === other.base, `${name}: who goes back is sent away again, to ${page.url()}`);
  } finally {
    await stop(other);
    save("content/2026/watched.md", brief("A brief that is watched"));
  }
}

/** A server that goes is missed quietly; when it comes again on its port the page is current. */
async function away(page, name) {
  page.quiet = true;
  // Until it has asked once, the rest of its script may still be on the way.
  await looked(page);
  await mark(page);
  const port = new URL(server.base).port;
  await stop(server);
  const note = page.locator(`${OVERLAY} .away`);
  await note.waitFor({ state: "visible", timeout: LIMIT });
  save("content/2026/watched.md", brief("A brief that is watched", { line: "A way while the server was away." }));
  server = await start(port);
  await text(page, "A way while the server was away.");
  await note.waitFor({ state: "hidden", timeout: LIMIT });
  check(await marked(page), `${name}: the page was loaded again`);
  // Once more without a change: the page is left alone.
  await watchText(page);
  await stop(server);
  const before = await answers(page);
  server = await start(port);
  await looked(page, before);
  check(!(await touched(page)), `${name}: the page was touched: ${await touched(page)}`);
  await restore(page);
}

/** Before there is any good page the findings fill the window, and the page comes by itself. */
async function firstBuild(page, name) {
  page.quiet = true;
  await stop(server);
  save("content/2026/watched.md", brief("A brief that is watched", { front: "topcis = 1" }));
  server = await start("0");
  const response = await page.goto(server.base, { waitUntil: "load" });
  check(response.status() === 500, `${name}: status ${response.status()}`);
  await findings(page);
  const box = await page.locator(`${OVERLAY} .panel`).boundingBox();
  check(box.height > 0.9 * page.viewportSize().height, `${name}: the overlay is ${box.height} pixels high`);
  save("content/2026/watched.md", brief("A brief that is watched"));
  await page.locator("main h1, main h2").first().waitFor({ state: "visible", timeout: LIMIT });
  await text(page, "A brief that is watched");
}

// What scenes are made of.

/** Opens an address in a browser of its own, and reports what the console, the policy and the network say against it. */
async function visit(name, address, scene) {
  const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  watchFor(page, name);
  try {
    await page.goto(address, { waitUntil: "load" });
    let limit;
    const late = new Promise((_, failed) => {
      limit = setTimeout(() => failed(new Error(`not done within ${6 * LIMIT} ms`)), 6 * LIMIT);
    });
    await Promise.race([scene(page, name, address), late]).finally(() => clearTimeout(limit));
  } catch (fault) {
    wrong.push(`${name}: ${String(fault.message).split("\n")[0]}`);
    save("content/2026/watched.md", brief("A brief that is watched"));
  } finally {
    await context.close();
  }
}

/** Reports what is said in a tab, save that a server is away or an address not there. */
function watchFor(page, name) {
  page.on("console", (it) => {
    const expected = page.quiet || /status of (404|500)/.test(it.text());
    check(it.type() !== "error" || expected, `${name}: console: ${it.text()}`);
  });
  page.on("pageerror", (it) => wrong.push(`${name}: script: ${it.message}`));
}

/** Waits until a page shows a text. */
async function text(page, words) {
  await page.locator("main").filter({ hasText: words }).waitFor({ state: "attached", timeout: LIMIT });
}

/** How often a page has been told its state. */
function answers(page) {
  return page.evaluate(() => {
    const all = performance.getEntriesByType("resource");
    return all.filter((it) => it.name.includes("/__dateline/state") && it.responseStatus === 200).length;
  });
}

/** Waits until a page has been told its state once more than `before`, and has done what follows from it. */
async function looked(page, before = 0) {
  await eventually("the page asks for its state", async () => (await answers(page)) > before);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
}

/** Waits until the findings are shown. */
async function findings(page) {
  await page.locator(`${OVERLAY} .panel`).waitFor({ state: "visible", timeout: LIMIT });
}

/** Saves the brief as it was, and waits for it. */
async function restore(page) {
  save("content/2026/watched.md", brief("A brief that is watched"));
  await text(page, "The third way is short.");
  await page.locator("h1").filter({ hasText: "A brief that is watched" }).waitFor({ state: "attached", timeout: LIMIT });
  await page.locator(`${OVERLAY} .panel`).waitFor({ state: "hidden", timeout: LIMIT });
}

async function eventually(what, holds) {
  for (const end = Date.now() + LIMIT; Date.now() < end; await new Promise((done) => setTimeout(done, 50))) {
    // A page that is being loaded has nothing to say yet.
    if (await Promise.resolve(holds()).catch(() => false)) return;
  }
  throw new Error(`${what}: not within ${LIMIT} ms`);
}

/** Leaves a mark that a load of the page would wipe off. */
function mark(page) {
  return page.evaluate(() => {
    window.marked = true;
  });
}

function marked(page) {
  return page.evaluate(() => window.marked === true);
}

/** Notes every change of the text of a page from now on. */
function watchText(page) {
  return page.evaluate(() => {
    window.touched = [];
    const note = (it) => `${it.type} in ${it.target.nodeName} ${it.target.textContent.trim().slice(0, 60)}`;
    const watch = new MutationObserver((all) => window.touched.push(...all.map(note)));
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/** The first change that was noted. */
function touched(page) {
  return page.evaluate(() => window.touched[0]);
}

/** What must stay when a page changes beneath its reader. */
function looksOf(page) {
  return page.evaluate(() => ({
    scroll: Math.round(scrollY),
    focus: document.activeElement.getAttribute("href"),
    selection: String(getSelection()),
    details: [...document.querySelectorAll("details")].map((it) => it.open).join(),
    style: document.styleSheets.length,
  }));
}

/** A copy of a site, with a theme of its own whose files may be changed. */
function prepared(from) {
  const folder = mkdtempSync(join(tmpdir(), "dateline-watch-"));
  for (const part of ["content", "static", "templates", "dateline.toml"]) {
    if (existsSync(join(from, part))) cpSync(join(from, part), join(folder, part), { recursive: true });
  }
  const theme = join(folder, "themes/watched");
  mkdirSync(join(theme, "assets"), { recursive: true });
  mkdirSync(join(folder, "content/2026"), { recursive: true });
  writeFileSync(join(theme, "theme.toml"), 'name = "watched"\nextends = "broadsheet"\n');
  for (const name of ["site.css", "mode.js", "site.js"]) writeFileSync(join(theme, "assets", name), asset(name));
  const config = readFileSync(join(folder, "dateline.toml"), "utf8");
  writeFileSync(join(folder, "dateline.toml"), config.replace(/^\[site\]$/m, '[site]\ntheme = "watched"'));
  return folder;
}

function asset(name) {
  return readFileSync(join(dirname(import.meta.dirname), "themes/broadsheet/assets", name), "utf8");
}

/** A brief that is long enough to scroll, with sources, contents and one line that changes. */
function brief(title, { front = "", slug = "", above = "", line = "The third way is short.", end = "" } = {}) {
  const source = (number) => `[[sources]]
title = "Source ${number}"
url = "https://example.org/${number}"
publisher = "Example ${number}"
accessed = 2026-11-18
`;
  const filler = "It is a text that is long enough to scroll, and says nothing of note. ".repeat(30);
  return `+++
title = "${title}"
date = 2026-11-19T08:00:00Z
summary = "It is watched."
kind = "note"
${slug && `slug = "${slug}"`}
${front}

${[1, 2, 3].map(source).join("\n")}
+++
## Beginning

A beginning has sources [1, 2], and here is another [3].

${filler}

${above}

## Middle

${filler}

## Ways {#ways}

- The first way is known [1].
- The second way is known [2].
- ${line}

${filler}

The last words are here.

${end}
`;
}

/** Starts the preview; `port` 0 is any. Waits for the address that it prints. */
async function start(port, ...flags) {
  const child = spawn(dateline, ["watch", "-p", port, "-r", site, ...flags], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8");
  const base = await new Promise((found, failed) => {
    const limit = setTimeout(() => failed(new Error(`no address was printed: ${said}`)), LIMIT);
    child.stderr.on("data", (piece) => {
      said += piece;
      const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(said)?.[0];
      if (address) {
        clearTimeout(limit);
        found(address);
      }
    });
    child.on("exit", (code) => failed(new Error(`it ended with ${code}: ${said}`)));
  });
  return { process: child, base };
}

async function stop({ process }) {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const ended = new Promise((done) => process.once("exit", done));
  process.kill();
  await ended;
}

/** The address of a brief, as the home page links it. */
async function addressOf(title) {
  const html = await (await fetch(server.base)).text();
  const link = [...html.matchAll(/<a [^>]*href="([^"]+)"[^>]*>(?:<[^>]+>)*([^<]+)/g)].find((it) => it[2] === title);
  if (!link) throw new Error(`the home page does not link ${title}`);
  return new URL(link[1], server.base).href;
}

function which(program) {
  try {
    return execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}
