"use strict";

const search = document.getElementById("search");
const count = document.getElementById("count");
const nothing = document.getElementById("nothing");
const articles = [...document.querySelectorAll("article")].map((article) => ({
  article,
  steps: article.querySelectorAll(".step").length,
  text: `${article.closest("section").querySelector("h2").textContent} ${article.textContent}`.toLowerCase(),
}));
const sections = [...document.querySelectorAll("section")];
const all = articles.reduce((sum, { steps }) => sum + steps, 0);

/** Whether `word` stands in `text` other than in the middle of a word. */
function beginsAWord(text, word) {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1])) return true;
  }
  return false;
}

/** Shows the steps that have all of the words, and what they are about. */
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { article, steps, text } of articles) {
    article.hidden = !words.every((word) => beginsAWord(text, word));
    if (!article.hidden) shown += steps;
  }
  for (const section of sections) {
    section.hidden = !section.querySelector("article:not([hidden])");
    document.querySelector(`nav a[href="#${section.id}"]`).parentElement.hidden = section.hidden;
  }
  nothing.hidden = shown > 0;
  count.textContent = words.length ? `${shown} of ${all} steps` : `${all} steps`;
}

search.hidden = false;
search.addEventListener("input", filter);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape" && document.activeElement === search) {
    search.value = "";
    filter();
  }
});
// A link to a step shows it, whatever was searched for.
window.addEventListener("hashchange", () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.closest("[hidden]")) {
    search.value = "";
    filter();
    target.scrollIntoView();
  }
});
filter();
