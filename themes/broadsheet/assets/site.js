// What a page gains with script: citation cards, the current section, copy buttons, a switch of mode.
// The page is whole without it. Content is cloned from the page, never parsed from text.
"use strict";

const root = document.documentElement;
const words = document.body.dataset;

/** A new element with properties. */
const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);

// The switch of mode.
{
  const button = document.querySelector("button.mode");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const current = () => root.dataset.mode ?? (dark.matches ? "dark" : "light");
  const label = () => {
    button.textContent = current() === "dark" ? button.dataset.light : button.dataset.dark;
  };
  if (button) {
    label();
    dark.addEventListener("change", label);
    button.addEventListener("click", () => {
      const mode = current() === "dark" ? "light" : "dark";
      root.dataset.mode = mode;
      label();
      try {
        localStorage.setItem("mode", mode);
      } catch {
        // Storage is refused: the choice holds for this page.
      }
    });
  }
}

// Contents: open where they have a rail of their own, with the section that is being read marked. What is in them is looked
// up each time, so that they stay right when the text changes.
{
  const wide = matchMedia("(min-width: 1100px)");
  const fold = () => document.querySelector("nav.toc details");
  const unfold = () => {
    if (fold()) fold().open = wide.matches;
  };
  unfold();
  wide.addEventListener("change", unfold);
  document.addEventListener("click", (event) => {
    if (!wide.matches && event.target.closest("nav.toc a")) fold().open = false;
  });

  const mark = () => {
    let current = null;
    const links = document.querySelectorAll("nav.toc a");
    for (const link of links) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading?.getBoundingClientRect().top <= 120) current = link;
    }
    for (const link of links) {
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    },
    { passive: true },
  );
  mark();
}

// Copy buttons.
if (navigator.clipboard) {
  for (const box of document.querySelectorAll(".copyable")) {
    const text = box.querySelector("p, pre");
    const button = make("button", { type: "button", className: "copy", textContent: words.copy });
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = words.copied;
      setTimeout(() => {
        button.textContent = words.copy;
      }, 2000);
    });
    button.setAttribute("aria-live", "polite");
    box.append(button);
  }
}

// Citation cards: all sources of a cluster of markers, beside it, in the tab order right after it.
{
  let card = null;
  let owner = null;
  let timer = 0;

  const close = () => {
    clearTimeout(timer);
    card?.remove();
    owner?.classList.remove("open");
    card = owner = null;
  };

  const later = (action, delay) => {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  };

  /** A source of the list at the foot, without what belongs to the list alone. */
  const copyOf = (link) => {
    const source = document.getElementById(link.hash.slice(1));
    if (!source) return null;
    const copy = source.cloneNode(true);
    for (const it of [copy, ...copy.querySelectorAll("[id]")]) it.removeAttribute("id");
    for (const it of copy.querySelectorAll(".uses")) it.remove();
    return copy;
  };

  const place = () => {
    const gap = 6;
    const page = document.documentElement.clientWidth;
    const at = owner.getBoundingClientRect();
    const box = card.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const width = Math.min(card.offsetWidth, page - 2 * gap);
    const left = Math.max(gap, Math.min(at.left - 24, page - width - gap));
    const below = at.bottom + gap + card.offsetHeight <= innerHeight || at.top < card.offsetHeight + gap;
    const top = below ? at.bottom + gap : at.top - gap - card.offsetHeight;
    card.style.left = `${left - box.left}px`;
    card.style.top = `${top - box.top}px`;
  };

  const open = (sup) => {
    clearTimeout(timer);
    if (sup === owner) return;
    close();
    const copies = [...sup.querySelectorAll("a")].map(copyOf).filter(Boolean);
    if (!copies.length) return;
    owner = sup;
    owner.classList.add("open");
    card = make("div", { className: "cite-card" });
    card.setAttribute("role", "group");
    card.setAttribute("aria-label", `${words.sources} ${copies.map((it) => it.value).join(", ")}`);
    card.lang = root.lang;
    const list = make("ol", { className: "sources" });
    list.append(...copies);
    const shut = make("button", { type: "button", textContent: "×", title: words.close });
    shut.setAttribute("aria-label", words.close);
    shut.addEventListener("click", () => {
      const link = owner.querySelector("a");
      close();
      link.focus({ preventScroll: true });
      close();
    });
    card.append(list, shut);
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse" && !card.contains(document.activeElement)) later(close, 300);
    });
    sup.after(card);
    place();
  };

  /** The cluster that an event is about. */
  const cluster = (event) => (event.target instanceof Element ? event.target.closest("sup.cite") : null);

  document.addEventListener("pointerover", (event) => {
    const sup = cluster(event);
    if (sup && event.pointerType === "mouse") later(() => open(sup), 150);
  });
  document.addEventListener("pointerout", (event) => {
    const sup = cluster(event);
    if (sup && event.pointerType === "mouse" && !sup.contains(event.relatedTarget)) later(close, 300);
  });
  document.addEventListener("focusin", (event) => {
    const sup = cluster(event);
    if (sup && event.target.matches(":focus-visible")) open(sup);
    else if (card && !sup && !card.contains(event.target)) close();
  });
  document.addEventListener("click", (event) => {
    const sup = cluster(event);
    if (sup && event.pointerType && event.pointerType !== "mouse" && sup !== owner) {
      // The first touch shows the card; a second one follows the link.
      event.preventDefault();
      open(sup);
    } else if (card && !card.contains(event.target)) {
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !card) return;
    const inside = card.contains(document.activeElement);
    const link = owner.querySelector("a");
    close();
    if (inside) {
      link.focus({ preventScroll: true });
      close();
    }
  });
  addEventListener("resize", close);
}
