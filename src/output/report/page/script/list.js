// The lists: hulls by rank, and events by time.

import { events, hulls } from "./payload.js";
import { counted, count, hullTitle, identityWord, points, typeWord } from "./words.js";
import { byId, el, isNarrow } from "./elements.js";
import { chooseEvent, chooseHull, shown, state, whenChanged } from "./state.js";
import { hullColourNumber } from "./palette.js";
import { symbol } from "./symbols.js";
import { eventTexts } from "./evidence.js";
import { centreEvent } from "./map.js";

/** So many entries at first, and as many more each time. */
const PAGE = 200;

let which = "hulls";
let most = PAGE;

function hullRow(hull) {
  const chip = el("span", { class: "chip", "aria-hidden": "true" });
  chip.style.background = `var(--hull-${hullColourNumber(hull) < 0 ? "quiet" : hullColourNumber(hull)})`;
  const types = new Map();
  for (const number of hull.events) {
    const event = events[number];
    if (shown.isEventShown[number] && !event.isPossible) types.set(event.type, (types.get(event.type) ?? 0) + 1);
  }
  const found = [...types].map(([type, number]) => {
    const word = typeWord(type);
    return el("span", { class: "count", title: `${number} ${number === 1 ? word.one : word.many.toLowerCase()}` }, symbol(type), number > 1 ? String(number) : "");
  });
  const isChosen = hull.number === state.hull;
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "hull", "data-hull": hull.number, "aria-current": isChosen ? "true" : null, onclick: () => chooseHull(isChosen ? null : hull.number) },
      el("span", { class: "rank" }, hull.rank === null ? "–" : String(hull.rank)),
      el("span", { class: "who" }, el("span", { class: "name" }, chip, hullTitle(hull)), el("span", { class: "sub" }, [hull.name ? identityWord(hull) : null, hull.ship.class, hull.ship.flag].filter(Boolean).join(" · "))),
      el("span", { class: "found" }, found),
      el("span", { class: "score" }, hull.score > 0 ? points(hull.score) : ""),
    ),
  );
}

function eventRow(event) {
  const texts = eventTexts(event);
  const who = event.hulls.slice(0, 2).map((number) => hullTitle(hulls[number])).join(" and ") || event.vessel;
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        class: "event-row",
        "data-event": event.number,
        "aria-current": event.number === state.event ? "true" : null,
        onclick: () => {
          chooseEvent(event.number);
          centreEvent(event.number);
        },
      },
      symbol(event.type, event.isPossible),
      el("span", { class: "who" }, el("span", { class: "name" }, who), el("span", { class: "sub" }, `${typeWord(event.type).one} ${texts.line}`)),
      el("span", { class: "when" }, texts.when),
    ),
  );
}

function show() {
  const [entries, row] = which === "hulls" ? [shown.hulls, hullRow] : [shown.events, eventRow];
  const list = byId("list");
  list.replaceChildren(...entries.slice(0, most).map(row));
  const left = entries.length - most;
  if (left > 0) {
    list.append(el("li", {}, el("button", { type: "button", class: "more", onclick: () => { most += PAGE; show(); } }, `${count(left)} more`)));
  }
  if (entries.length === 0) list.append(el("li", { class: "muted" }, "Nothing that fits the filters."));
  byId("tab-hulls").textContent = `Ships ${count(shown.hulls.length)}`;
  byId("tab-events").textContent = `Events ${count(shown.events.length)}`;
  byId("list-note").textContent =
    which === "hulls"
      ? `${counted(shown.hulls.filter((hull) => hull.score > 0).length, "ship", "ships")} with points, those to look at first on top. The score ranks; it accuses nobody.`
      : "In order of time, UTC.";
}

/** Marks what is chosen without making the list anew. */
function mark() {
  for (const button of byId("list").querySelectorAll("button")) {
    const isChosen =
      which === "hulls" ? button.dataset.hull === String(state.hull) : button.dataset.event === String(state.event);
    if (isChosen) {
      button.setAttribute("aria-current", "true");
      if (!isNarrow() && !button.contains(document.activeElement)) button.scrollIntoView({ block: "nearest" });
    } else button.removeAttribute("aria-current");
  }
}

/** Chooses the hull before or after the chosen one. */
export function stepHull(step) {
  const place = shown.hulls.findIndex((hull) => hull.number === state.hull);
  const next = shown.hulls[place < 0 ? 0 : place + step];
  if (!next) return;
  chooseHull(next.number);
}

export function startList() {
  for (const name of ["hulls", "events"]) {
    byId(`tab-${name}`).addEventListener("click", () => {
      which = name;
      most = PAGE;
      for (const other of ["hulls", "events"]) byId(`tab-${other}`).setAttribute("aria-selected", String(other === name));
      show();
      byId("list").scrollTop = 0;
    });
  }
  show();
  whenChanged((names) => {
    if (names.has("shown")) {
      most = PAGE;
      show();
    } else if (names.has("hull") || names.has("event")) mark();
  });
}
