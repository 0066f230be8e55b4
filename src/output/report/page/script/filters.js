// Filters: text, types of events, score, time. And what the map shows.

import { hulls, payload } from "./payload.js";
import { count, points, typeWord } from "./words.js";
import { byId, el } from "./elements.js";
import { SPEED_CLASSES_KN } from "./palette.js";
import { change, isFiltered, state, types, whenChanged } from "./state.js";
import { symbol } from "./symbols.js";

const inputText = (second) => (second === null ? "" : new Date(second * 1000).toISOString().slice(0, 16));
/** The field has no time zone; all times of the page are UTC. */
const secondOfInput = (text) => (text === "" ? null : Date.parse(`${text}Z`) / 1000);

function typeBox(type) {
  const number = payload.account.events[type] ?? 0;
  const possible = payload.account.possible_events[type] ?? 0;
  const box = el("input", {
    type: "checkbox",
    checked: true,
    "data-type": type,
    onchange: () => {
      const hiddenTypes = new Set(state.hiddenTypes);
      if (box.checked) hiddenTypes.delete(type);
      else hiddenTypes.add(type);
      change({ hiddenTypes });
    },
  });
  const title = possible > 0 ? `and ${possible} that are only possible` : null;
  return el("label", { class: "type", title }, box, symbol(type), el("span", {}, typeWord(type).many), el("span", { class: "number" }, count(number)));
}

function showLegend() {
  const parts =
    state.colourBy === "speed"
      ? SPEED_CLASSES_KN.map((end, number) => {
          const from = number === 0 ? 0 : SPEED_CLASSES_KN[number - 1];
          const swatch = el("span", { class: "swatch" });
          swatch.style.background = `var(--speed-${number})`;
          return el("span", {}, swatch, end === Infinity ? `${from}+ kn` : `${from}–${end}`);
        })
      : [el("span", { class: "muted" }, "a colour a ship; grey without points; dotted: no fix for longer than a step may be")];
  byId("legend").replaceChildren(...parts);
}

export function startFilters() {
  byId("types").replaceChildren(...types.map(typeBox));
  const most = Math.max(1, Math.ceil(hulls[0]?.score ?? 0));
  const score = byId("least-score");
  score.max = String(most);
  score.addEventListener("input", () => change({ leastScore: Number(score.value) }));
  const search = byId("search");
  search.addEventListener("input", () => change({ text: search.value }));
  for (const name of ["from", "to"]) {
    byId(name).addEventListener("change", (event) => change({ [name]: secondOfInput(event.target.value) }));
  }
  byId("clear-filters").addEventListener("click", clearFilters);
  byId("colour-by").addEventListener("change", (event) => change({ colourBy: event.target.value }));
  for (const box of document.querySelectorAll("[data-layer]")) {
    box.addEventListener("change", () => change({ layers: { ...state.layers, [box.dataset.layer]: box.checked } }));
  }
  const follow = () => {
    byId("score-value").textContent = state.leastScore > 0 ? `${points(state.leastScore)} or more` : "any";
    score.value = String(state.leastScore);
    if (search.value !== state.text) search.value = state.text;
    for (const name of ["from", "to"]) byId(name).value = inputText(state[name]);
    for (const box of byId("types").querySelectorAll("input")) box.checked = !state.hiddenTypes.has(box.dataset.type);
    byId("clear-filters").hidden = !isFiltered();
  };
  follow();
  showLegend();
  whenChanged((names) => {
    if (names.has("shown")) follow();
    if (names.has("colourBy")) showLegend();
  });
}

export function clearFilters() {
  change({ hiddenTypes: new Set(), text: "", leastScore: 0, from: null, to: null });
}
