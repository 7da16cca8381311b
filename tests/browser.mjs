// Looks at a finished site as readers do: under a sub-path and from disk, on a phone and a desktop, light and dark, with
// script and without. Started by it/browser.rs:
//
//   node tests/browser.mjs NODE_MODULES SITE SITE_IN_FILE_STYLE
//
// SITE is built for https://example.org/briefs/. Prints what is wrong, one a line, and exits 1 when there is any.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, site, siteInFiles] = process.argv.slice(2).map((it) => resolve(it));
const need = createRequire(join(modules, "any.js"));
const { chromium } = need("playwright-core");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");

const PREFIX = "/briefs/";
const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } };

const wrong = [];
const check = (holds, text) => holds || wrong.push(text);

const browser = await chromium.launch({
  executablePath: ["chromium", "chromium-browser", "google-chrome"].map(which).find(Boolean),
  // No name but this machine's is looked up, so that nothing here can need the network.
  args: ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
});
const server = await serve(site, PREFIX);
const base = `http://127.0.0.1:${server.address().port}${PREFIX}`;
try {
  const pages = choosePages(site);
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      for (const [name, path] of Object.entries(pages)) {
        const at = `${name} (${path}) on a ${size}, ${colorScheme}`;
        await visit(at, base + path, { viewport, colorScheme }, (page) => looks(at, page, colorScheme));
      }
    }
  }
  await visit("a citation card", base + pages.brief, { viewport: SIZES.desktop }, citationCard);
  await visit("without script", base + pages.brief, { javaScriptEnabled: false }, withoutScript);
  await visit("an address that is not there", `${base}no/such/page/`, {}, notFound, 404);
  await visit("from disk", pathToFileURL(join(siteInFiles, "index.html")).href, {}, fromDisk, 0);
} finally {
  await browser.close();
  server.close();
}
for (const it of wrong) console.log(it);
process.exitCode = wrong.length ? 1 : 0;

/** Opens an address in a browser of its own, and reports what the console, the policy and the network say against it. */
async function visit(name, url, options, look, status = 200) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const expected = status === 404 ? /status of 404/ : /$^/;
  page.on("console", (it) => check(it.type() !== "error" || expected.test(it.text()), `${name}: console: ${it.text()}`));
  page.on("pageerror", (it) => wrong.push(`${name}: script: ${it.message}`));
  page.on("requestfailed", (it) => wrong.push(`${name}: request failed: ${it.url()} ${it.failure()?.errorText}`));
  page.on("request", (it) => {
    const ours = it.url().startsWith(base) || it.url().startsWith("file:") || it.url().startsWith("data:");
    check(ours, `${name}: asks somebody else: ${it.url()}`);
  });
  page.on("response", (it) => {
    const fine = it.status() < 400 || (it.url() === url && it.status() === status);
    check(fine, `${name}: ${it.status()} ${it.url()}`);
  });
  try {
    const response = await page.goto(url, { waitUntil: "load" });
    check(!status || response.status() === status, `${name}: status ${response.status()}`);
    await look(page, name);
  } catch (fault) {
    wrong.push(`${name}: ${String(fault.message).split("\n")[0]}`);
  } finally {
    await context.close();
  }
}

/** What holds of every page. */
async function looks(name, page, scheme) {
  const [scroll, room, headings, background] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
    [...document.querySelectorAll("h1")].filter((it) => it.checkVisibility()).length,
    [document.body, document.documentElement]
      .map((it) => getComputedStyle(it).backgroundColor)
      .find((it) => it !== "rgba(0, 0, 0, 0)") ?? "rgb(255, 255, 255)",
  ]);
  check(scroll <= room, `${name}: ${scroll - room} pixels wider than the screen`);
  check(headings === 1, `${name}: ${headings} first-level headings`);
  // Drawn on a canvas any notation of a colour becomes numbers.
  const light = await page.evaluate((colour) => {
    const pen = new OffscreenCanvas(1, 1).getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 3 > 127;
  }, background);
  check(light === (scheme === "light"), `${name}: the background is ${background}`);

  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const it of found.violations) {
    wrong.push(`${name}: axe ${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((node) => node.target).join(" | ")}`);
  }
}

/** Every source of a cluster, on hover and on focus; dismissed by Escape, and not lost on the way to it. */
async function citationCard(page, name) {
  const marker = page.locator("sup.cite a").first();
  const card = page.locator(".cite-card");
  await marker.scrollIntoViewIfNeeded();
  await marker.hover();
  await card.waitFor({ state: "visible", timeout: 3000 });
  const sources = await marker.evaluate((it) => it.closest("sup").querySelectorAll("a").length);
  const links = await card.locator("a[href^='http']").count();
  check(links >= sources, `${name}: ${links} addresses for ${sources} sources`);
  await card.hover();
  await page.waitForTimeout(600);
  check(await card.isVisible(), `${name}: lost on the way to it`);
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "hidden", timeout: 3000 });
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  await marker.focus();
  await card.waitFor({ state: "visible", timeout: 3000 });
}

/** Text, sources and contents are there; a marker leads to its source. */
async function withoutScript(page, name) {
  const text = await page.locator("main").innerText();
  check(text.length > 800, `${name}: only ${text.length} characters`);
  const marker = page.locator("sup.cite a").first();
  const target = await marker.getAttribute("href");
  check(await page.locator(`[id="${target.slice(1)}"]`).isVisible(), `${name}: ${target} is not shown`);
  await marker.click();
  check(page.url().endsWith(target), `${name}: a marker leads to ${page.url()}`);
}

/** The page of a wrong address is styled, however deep the address is. */
async function notFound(page, name) {
  check(await page.evaluate(() => document.styleSheets.length > 0), `${name}: no style`);
  const home = await page.locator("a.brand, header a").first().evaluate((it) => it.href);
  check(home === base, `${name}: home is ${home}`);
}

/** In file style the site opens from disk, and its links lead to files. */
async function fromDisk(page, name) {
  const styled = () => page.evaluate(() => getComputedStyle(document.body).marginTop !== "8px");
  check(await styled(), `${name}: home has no style`);
  const home = page.url();
  await page.locator("main h2 a, main h3 a, main article a").first().click();
  await page.waitForLoadState("load");
  check(page.url() !== home && page.url().startsWith("file:"), `${name}: a brief is at ${page.url()}`);
  check((await page.locator("h1").count()) === 1 && (await styled()), `${name}: a brief has no style`);
  await page.locator("a.brand, header a").first().click();
  await page.waitForLoadState("load");
  check(page.url() === home, `${name}: home is ${page.url()}`);
}

/** Home, a brief with many sources, a source, a tag, an entity, what authors can draw, and briefs in other languages. */
function choosePages(root) {
  const briefs = files(root)
    .filter((it) => it.endsWith(`${sep}index.json`))
    .map((it) => ({ folder: it.slice(0, -"index.json".length), data: JSON.parse(readFileSync(join(root, it), "utf8")) }))
    .filter(({ data }) => Array.isArray(data.claims));
  const bySources = (a, b) => (b.data.sources?.length ?? 0) - (a.data.sources?.length ?? 0);
  const brief = (...langs) => {
    const found = briefs.filter(({ data }) => langs.includes(String(data.lang).split("-")[0])).sort(bySources)[0];
    check(found, `no brief in ${langs.join(" or ")}`);
    return found?.folder;
  };
  const below = (kind) => {
    const found = files(join(root, kind))
      .filter((it) => it.endsWith(`${sep}index.html`) && !/http-equiv="?refresh/.test(readFileSync(join(root, kind, it), "utf8")))
      .sort()[0];
    check(found, `no page below ${kind}/`);
    return found && join(kind, found.slice(0, -"index.html".length));
  };
  const holding = (part) => {
    const found = briefs.find(({ folder }) => readFileSync(join(root, folder, "index.html"), "utf8").includes(part));
    check(found, `no brief holds ${part}`);
    return found?.folder;
  };
  const pages = {
    home: "",
    brief: brief("en"),
    source: below("sources"),
    tag: below("tags"),
    entity: below("entities"),
    formula: holding("<math"),
    component: holding('class="timeline'),
    figure: holding("<figure><img"),
    chinese: brief("zh"),
    spanish: brief("es"),
    "right-to-left": brief("ar", "he", "fa", "ur"),
  };
  return Object.fromEntries(
    Object.entries(pages)
      .filter(([, path]) => path !== undefined)
      .map(([name, path]) => [name, path.split(sep).map(encodeURIComponent).join("/")]),
  );
}

/** Every file below a folder. */
function files(root) {
  return readdirSync(root, { recursive: true }).filter((it) => statSync(join(root, it)).isFile());
}

/** A static server as publishers have them: folders have an index, what is not there is the site's own 404 page. */
async function serve(root, prefix) {
  const types = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://127.0.0.1").pathname);
    // Chromium asks for it by itself.
    if (path === "/favicon.ico") return response.writeHead(204).end();
    let file = join(root, relative(prefix, path));
    if (path.endsWith("/")) file = join(file, "index.html");
    const found = path.startsWith(prefix) && existsSync(file) && statSync(file).isFile();
    if (!found) file = join(root, "404.html");
    response.writeHead(found ? 200 : 404, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    response.end(readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

function which(program) {
  try {
    return execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}
