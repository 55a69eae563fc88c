// Adds to a page that is complete without it: filter, search, picture viewer, deep links into
// what is folded, and everything unfolded on paper.
"use strict";
{
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const scenarios = all("details.scenario");
  const search = one("search");

  // --- filter and search ---

  if (search) {
    const toolbar = search.closest(".toolbar");
    const chosen = all("input[type=checkbox]", toolbar);
    const groups = all(".rule, .feature");
    const words = new Map();
    for (const scenario of scenarios) {
      const heading = scenario.closest(".feature").querySelector("h3").textContent;
      const summary = scenario.querySelector("summary").textContent;
      words.set(scenario, `${scenario.id} ${summary} ${heading}`.toLowerCase());
    }

    const shown = () => scenarios.filter((scenario) => !scenario.hidden);
    const apply = () => {
      const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const marks = chosen.filter((box) => box.checked).map((box) => box.value);
      for (const scenario of scenarios) {
        const fits =
          (marks.length === 0 || marks.includes(scenario.dataset.mark)) &&
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
      for (const scenario of shown()) scenario.open = open;
      target.textContent = open ? "Close all" : "Open all";
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "/" && !event.target.closest("input[type=search]")) {
        event.preventDefault();
        toolbar.scrollIntoView();
        search.focus();
        search.select();
      } else if (event.key === "Escape" && event.target === search) {
        showAll();
      }
    });
    toolbar.hidden = false;
    apply();

    // --- deep links ---

    // While the page is still being read, `:target` does not match yet.
    const target = () => {
      try {
        return one(decodeURIComponent(location.hash.slice(1)));
      } catch {
        return null; // a hash that somebody mistyped
      }
    };
    const reveal = () => {
      const place = target();
      let folded = place?.closest("details");
      if (!folded) return;
      if (place.closest("details.scenario")?.hidden) showAll();
      for (; folded; folded = folded.parentElement.closest("details")) folded.open = true;
      place.scrollIntoView();
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
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.enlarge");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { src, alt } = link.querySelector("img");
    Object.assign(viewer.querySelector("img"), { src, alt });
    viewer.showModal();
  });
  viewer.addEventListener("click", () => viewer.close());

  // --- paper ---

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
}
