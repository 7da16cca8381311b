// Makes a page into its next version without loading it: scroll, focus, selection, open details and what was typed stay.
// The page as it was sent is kept beside the page that is shown. What differs between two versions that were sent is done
// to the shown one as well, so that what script or the reader has changed there is left alone.

/** Turns `sent.root` into `next`, and the page with it. False when the page has to be loaded instead: for other scripts,
 *  or because script has replaced what the server has now changed. */
export async function morph(sent, next) {
  for (const it of next.querySelectorAll("noscript")) it.textContent = it.innerHTML;
  if (String(powers(sent.root)) !== String(powers(next))) return false;
  const work = { ...sent, added: [], incoming: [], outgoing: [] };
  const part = (root, name) => root.querySelector(`:scope > ${name}`);
  try {
    attributesOfRoot(work, sent.root, next, sent.fresh);
    sent.fresh = false;
    change(work, part(sent.root, "head"), part(next, "head"));
    // New text must not be seen in old style.
    await arrived(work);
    const stay = place();
    change(work, part(sent.root, "body"), part(next, "body"));
    stay();
    await arrived(work);
    for (const it of work.outgoing) it.remove();
    document.dispatchEvent(new CustomEvent("dateline:morphed"));
    // Script that watches the page has had its turn once a task has passed.
    await new Promise((resolve) => setTimeout(resolve));
    return !work.added.some((it) => bare(work, it));
  } catch {
    return false;
  }
}

/** What takes effect once, when a page is loaded: scripts and policies. */
function powers(root) {
  const isData = (it) => it.localName === "script" && /json|text\/(?!javascript)/.test(it.type);
  return [...root.querySelectorAll("script, meta[http-equiv]")].filter((it) => !isData(it)).map((it) => it.outerHTML);
}

/** Brings an element to its next version. */
function change(work, old, next) {
  attributes(work, old, next);
  children(work, old, next);
}

// Attributes.

/** Scripts in the head ran before the page was copied: what the root alone has then counts as theirs. */
function attributesOfRoot(work, old, next, fresh) {
  if (fresh) {
    const theirs = [...old.classList].filter((it) => !next.classList.contains(it));
    const added = [...next.classList].some((it) => !old.classList.contains(it));
    // The new class may stand in place of one that cannot be told from theirs.
    if (added && theirs.length) throw new Error("the class of the root is not known");
    old.classList.remove(...theirs);
    for (const name of old.getAttributeNames()) if (!next.hasAttribute(name)) old.removeAttribute(name);
  }
  attributes(work, old, next);
}

/** Brings the attributes of an element to their next values, but those that script or the reader has changed. */
function attributes(work, old, next) {
  const node = twin(work, old);
  for (const name of new Set([...old.getAttributeNames(), ...next.getAttributeNames()])) {
    const [was, value] = [old.getAttribute(name), next.getAttribute(name)];
    if (was === value) continue;
    if (name === "class") {
      node.classList.remove(...[...old.classList].filter((it) => !next.classList.contains(it)));
      node.classList.add(...next.classList);
    } else if (node.getAttribute(name) === was) {
      set(node, name, value);
    }
    set(old, name, value);
  }
}

function set(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}

// Children.

/** Brings the children of an element to their next version. Those at the start and at the end that are equal, mostly all
 *  of them, are passed over. */
function children(work, old, next) {
  let [was, now] = [[...old.childNodes], [...next.childNodes]];
  const shorter = Math.min(was.length, now.length);
  let start = 0;
  while (start < shorter && was[start].isEqualNode(now[start])) start += 1;
  let end = 0;
  while (end < shorter - start && was.at(-1 - end).isEqualNode(now.at(-1 - end))) end += 1;
  const before = was.slice(0, start);
  was = was.slice(start, was.length - end);
  now = now.slice(start, now.length - end);

  const partners = match(was, now);
  const kept = new Set(partners.values());
  for (const it of was) if (!kept.has(it)) drop(work, it);
  const parent = twin(work, old);
  // Script may have moved a node elsewhere: nothing is put beside it then.
  const stays = (it) => work.twins.get(it).parentNode === parent;
  let previous = before.at(-1) ?? null;
  let beside = before.findLast(stays) ?? null;
  for (const it of now) {
    const partner = partners.get(it);
    if (!partner) {
      add(work, it, parent, beside && work.twins.get(beside));
      if (previous) previous.after(it);
      else old.prepend(it);
    } else if (!partner.isEqualNode(it)) {
      (partner.nodeType === Node.ELEMENT_NODE ? change : write)(work, partner, it);
    }
    previous = partner ?? it;
    if (stays(previous)) beside = previous;
  }
}

/** The node of the page for one that was sent. */
function twin(work, old) {
  const node = work.twins.get(old);
  if (!node.isConnected) throw new Error("script has removed what has changed");
  return node;
}

/** Brings a text to its next version, in the middle alone, so that a selection around it stays. */
function write(work, old, next) {
  const node = twin(work, old);
  if (node.data !== old.data) throw new Error("script has written over what has changed");
  const [was, now] = [old.data, next.data];
  const shorter = Math.min(was.length, now.length);
  let start = 0;
  while (start < shorter && was[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && was.at(-1 - end) === now.at(-1 - end)) end += 1;
  node.replaceData(start, was.length - start - end, now.slice(start, now.length - end));
  old.data = now;
}

/** Puts a new node into the page, after `previous` or first. */
function add(work, it, parent, previous) {
  const node = document.importNode(it, true);
  work.pair(it, node);
  if (isSheet(node)) work.incoming.push(loaded(node));
  else if (node.nodeType === Node.ELEMENT_NODE) work.added.push(node);
  if (previous) previous.after(node);
  else parent.prepend(node);
}

/** Takes a node out of the page; a style sheet only once the new ones have come. */
function drop(work, old) {
  const node = work.twins.get(old);
  if (isSheet(node)) work.outgoing.push(node);
  else node.remove();
  old.remove();
}

// Scroll.

/** Notes what stands where in the window; gives back the way to scroll it there again. Browsers do so by themselves, but
 *  not in every layout, and not all of them. */
function place() {
  if (scrollY === 0) return () => {};
  const noted = [];
  for (const x of [0.5, 0.25]) {
    for (let y = 4; y < innerHeight; y += 20) {
      const it = document.elementFromPoint(innerWidth * x, y);
      const box = it?.getBoundingClientRect();
      if (box && document.body.contains(it) && box.height < innerHeight && !pinned(it)) noted.push([it, box.top]);
    }
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { overflow-anchor: none; }");
  document.adoptedStyleSheets.push(sheet);
  return () => {
    const [it, top] = noted.find(([it]) => it.isConnected) ?? [];
    if (it) scrollBy({ top: it.getBoundingClientRect().top - top, behavior: "instant" });
    setTimeout(() => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    }, 100);
  };
}

/** Whether an element stays in the window whatever is scrolled. */
function pinned(it) {
  for (; it; it = it.parentElement) if (/fixed|sticky/.test(getComputedStyle(it).position)) return true;
  return false;
}

// Style sheets.

function isSheet(node) {
  return node.localName === "link" && node.relList.contains("stylesheet");
}

/** Waits until a style sheet has come, or cannot come. */
function loaded(link) {
  return new Promise((resolve) => {
    link.addEventListener("load", resolve, { once: true });
    link.addEventListener("error", resolve, { once: true });
    // One that does not apply here may never report.
    setTimeout(resolve, 3_000);
  });
}

async function arrived(work) {
  await Promise.all(work.incoming.splice(0));
}

// Matching.

/** Which new node continues which old one, without change of order: new to old. */
function match(old, next) {
  const partners = new Map();
  let [a, b] = [0, 0];
  for (const [oldAt, at] of [...common(old.map(name), next.map(name)), [old.length, next.length]]) {
    fill(partners, old.slice(a, oldAt), next.slice(b, at));
    if (at < next.length) partners.set(next[at], old[oldAt]);
    [a, b] = [oldAt + 1, at + 1];
  }
  return partners;
}

/** What a node is known by: its id, or all that it holds. */
function name(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return `${node.nodeType} ${node.data}`;
  return node.id ? `<${node.localName} #${node.id}` : node.outerHTML;
}

/** The longest common sequence of two lists of names, as pairs of places. */
function common(was, now) {
  const [rows, columns] = [was.length, now.length];
  // Too much to compare: the whole is one gap.
  if (rows * columns > 1_000_000) return [];
  const best = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  for (let a = rows - 1; a >= 0; a -= 1) {
    for (let b = columns - 1; b >= 0; b -= 1) {
      best[a][b] = was[a] === now[b] ? best[a + 1][b + 1] + 1 : Math.max(best[a + 1][b], best[a][b + 1]);
    }
  }
  const pairs = [];
  for (let [a, b] = [0, 0]; a < rows && b < columns; ) {
    if (was[a] === now[b]) pairs.push([a++, b++]);
    else if (best[a + 1][b] >= best[a][b + 1]) a += 1;
    else b += 1;
  }
  return pairs;
}

/** Between two nodes that stay, an element continues one of its name and class, and a text a text. */
function fill(partners, old, next) {
  const classOf = (it) => it.getAttribute?.("class");
  const single = (run, node) => run.filter((it) => it.nodeName === node.nodeName).length === 1;
  const continues = (was, now) =>
    was.nodeName === now.nodeName &&
    !isSheet(was) &&
    (classOf(was) === classOf(now) || (single(old, was) && single(next, now)));
  let from = 0;
  for (const it of next) {
    let at = from;
    while (at < old.length && !continues(old[at], it)) at += 1;
    if (at === old.length) continue;
    partners.set(it, old[at]);
    from = at + 1;
  }
}

// What script makes.

/** Whether script gave others of an element's kind something, such as a button, that a new one has not got. */
function bare(work, added) {
  const made = (it) => [...it.children].some((child) => !work.nodes.has(child));
  return [added, ...added.querySelectorAll("[class]")].some((it) => {
    if (!it.isConnected || !it.classList.length || made(it)) return false;
    const others = [...document.getElementsByClassName(it.getAttribute("class"))];
    return others.some((other) => other.localName === it.localName && work.nodes.has(other) && made(other));
  });
}
