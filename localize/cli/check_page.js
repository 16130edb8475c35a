"use strict";
// Hides and shows what is there: findings by how much they matter, by rule, by text.
const form = document.querySelector(".filters");
document.body.classList.add("scripted");
form.hidden = false;
const items = [...document.querySelectorAll(".item")].map((element) => ({
  element,
  kind: element.dataset.kind,
  rule: element.dataset.rule,
  card: element.closest(".card"),
}));
const texts = new Map();
function textOf(item) {
  const of = item.card ?? item.element;
  let text = texts.get(of);
  if (text === undefined) texts.set(of, (text = of.textContent.toLowerCase()));
  return text;
}
function filter() {
  const kinds = new Set([...form.querySelectorAll("[name=kind]:checked")].map((one) => one.value));
  const rule = form.elements.rule.value;
  const text = form.elements.text.value.trim().toLowerCase();
  const seen = new Set();
  const files = new Set();
  let shown = 0;
  for (const item of items) {
    const wanted =
      kinds.has(item.kind) && (!rule || item.rule === rule) && (!text || textOf(item).includes(text));
    item.element.hidden = !wanted;
    if (!wanted) continue;
    shown += 1;
    files.add(item.element.closest(".file"));
    if (item.card) seen.add(item.card);
  }
  // Looking for one thing, one wants no charts of files that have none of it.
  for (const file of document.querySelectorAll(".file")) {
    file.hidden = (rule !== "" || text !== "") && !files.has(file);
  }
  for (const card of document.querySelectorAll(".card")) card.hidden = !seen.has(card);
  form.elements.shown.value = shown === items.length ? `${shown} findings` : `${shown} of ${items.length} findings`;
}
let timer;
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(filter, 80);
});
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest("[data-rule]");
  if (button?.tagName === "BUTTON") {
    form.elements.rule.value = button.dataset.rule;
    filter();
    form.scrollIntoView({ block: "start" });
    return;
  }
  const bar = event.target.closest(".chart [data-cue]");
  if (!bar) return;
  const file = bar.closest(".file");
  const card = [...file.querySelectorAll(".card")].find((one) => one.dataset.cue === bar.dataset.cue);
  if (!card || card.hidden) return;
  location.hash = card.id;
  card.scrollIntoView({ block: "center" });
});
filter();
