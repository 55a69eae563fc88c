// Adds to a page that is complete without it: filter, search, keys, picture viewer, deep links into
// what is folded. Of a large report it also unpacks what is folded, when somebody unfolds it.
"use strict";
{
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const scenarios = all("details.scenario");
  const search = one("search");

  // --- what is packed: a list of bodies per feature, in Base64, deflated ---

  const inflate = async (packed) => {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).json();
  };
  const unpacked = new Map();
  const fill = async (scenario) => {
    const feature = scenario.closest(".feature");
    const body = scenario.querySelector(":scope > .body");
    if (!feature.dataset.packed || body.firstChild) return;
    if (!unpacked.has(feature)) unpacked.set(feature, inflate(feature.dataset.packed));
    const bodies = await unpacked.get(feature);
    const packed = all("details.scenario[data-packed]", feature);
    // It comes from the same templates as the page, which escape all that is not theirs.
    if (!body.firstChild) body.innerHTML = bodies[packed.indexOf(scenario)];
  };
  const unfold = (scenario, open) => {
    scenario.open = open;
    return open ? fill(scenario) : undefined;
  };
  const isFine = (scenario) => ["passed", "not-applicable"].includes(scenario.dataset.mark);
  for (const scenario of scenarios) {
    scenario.addEventListener("toggle", () => scenario.open && fill(scenario));
  }
  // What did not pass has to be there when somebody prints, which does not wait.
  (window.requestIdleCallback ?? setTimeout)(() => scenarios.filter((it) => !isFine(it)).forEach(fill));

  if (search) {
    const toolbar = search.closest(".toolbar");
    const chosen = all("input[type=checkbox]", toolbar);
    const groups = all(".rule, .feature");
    const shown = () => scenarios.filter((scenario) => !scenario.hidden);

    // --- filter and search ---

    const words = new Map();
    for (const scenario of scenarios) {
      const heading = scenario.closest(".feature").querySelector("h3").textContent;
      const summary = scenario.querySelector("summary").textContent;
      words.set(scenario, `${scenario.id} ${summary} ${heading}`.toLowerCase());
    }
    const bears = (scenario, mark) =>
      mark === "drifted" ? "drifted" in scenario.dataset : scenario.dataset.mark === mark;
    const apply = () => {
      const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const marks = chosen.filter((box) => box.checked).map((box) => box.value);
      for (const scenario of scenarios) {
        const fits =
          (marks.length === 0 || marks.some((mark) => bears(scenario, mark))) &&
          wanted.every((word) => words.get(scenario).includes(word));
        scenario.hidden = !fits;
      }
      for (const group of groups) {
        group.hidden = !group.querySelector("details.scenario:not([hidden])");
      }
      const number = shown().length;
      one("shown").value = `${number} of ${scenarios.length}`;
      one("nothing").hidden = number > 0;
    };
    const showAll = () => {
      search.value = "";
      for (const box of chosen) box.checked = false;
      apply();
    };
    search.addEventListener("input", apply);
    for (const box of chosen) box.addEventListener("change", apply);
    one("fold").addEventListener("click", ({ target }) => {
      const open = target.textContent === "Open all";
      for (const scenario of shown()) unfold(scenario, open);
      target.textContent = open ? "Close all" : "Open all";
    });

    // --- keys ---

    const heading = (scenario) => scenario.querySelector("summary");
    const current = () => document.activeElement.closest?.("details.scenario");
    const go = (by, which = () => true) => {
      const list = shown().filter((it) => it === current() || which(it));
      const here = list.indexOf(current());
      const next = list[here < 0 ? (by > 0 ? 0 : list.length - 1) : here + by];
      if (!next) return;
      heading(next).focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    };
    const keys = one("keys");
    const help = () => keys.showModal();
    one("help").addEventListener("click", help);
    keys.querySelector("button").addEventListener("click", () => keys.close());
    const deeds = {
      "/": () => {
        toolbar.scrollIntoView();
        search.focus();
        search.select();
      },
      j: () => go(1),
      k: () => go(-1),
      f: () => go(1, (scenario) => !isFine(scenario)),
      o: () => current() && unfold(current(), !current().open),
      "?": help,
    };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
      if (event.key === "Escape") {
        showAll();
      } else if (deeds[event.key] && !event.target.closest("input[type=search]")) {
        event.preventDefault();
        deeds[event.key]();
      }
    });
    toolbar.hidden = false;
    apply();

    // What is brought into sight must not be below the toolbar, where that stays.
    const measure = () => {
      const stays = getComputedStyle(toolbar).position === "sticky";
      const height = stays ? `${toolbar.offsetHeight + 4}px` : "0";
      document.documentElement.style.setProperty("--toolbar", height);
    };
    addEventListener("resize", measure);
    measure();

    // --- deep links ---

    // While the page is still being read, `:target` does not match yet.
    const target = () => {
      try {
        return one(decodeURIComponent(location.hash.slice(1)));
      } catch {
        return null; // a hash that somebody mistyped
      }
    };
    const reveal = async () => {
      const place = target();
      let folded = place?.closest("details");
      if (!folded) return;
      if (place.closest("details.scenario")?.hidden) showAll();
      for (; folded; folded = folded.parentElement.closest("details")) {
        folded.open = true;
        if (folded.matches(".scenario")) await fill(folded);
      }
      place.scrollIntoView();
      place.querySelector("summary")?.focus({ preventScroll: true });
    };
    addEventListener("hashchange", reveal);
    // A link to where one already is changes nothing, and yet is followed to see something.
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      if (link && link.hash === location.hash) reveal();
    });
    reveal();
  }

  // --- pictures ---

  const viewer = one("viewer");
  let strip = [];
  let seen = 0;
  const show = (index) => {
    if (!strip[index]) return;
    seen = index;
    const { src, alt } = strip[index].querySelector("img");
    Object.assign(viewer.querySelector("img"), { src, alt });
    one("which").textContent = `${alt} (${index + 1} of ${strip.length})`;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.enlarge");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    strip = all("a.enlarge", link.closest(".strip"));
    show(strip.indexOf(link));
    viewer.showModal();
  });
  viewer.addEventListener("click", () => viewer.close());
  viewer.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") show(seen - 1);
    if (key === "ArrowRight") show(seen + 1);
  });

  // --- paper: everything but what passed and nobody has unfolded ---

  let folded = [];
  addEventListener("beforeprint", () => {
    const quiet = ".scenario:is(.passed, .not-applicable)";
    folded = all("details:not([open])").filter((it) => !it.closest(quiet) && !it.matches(".attempt"));
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
}
