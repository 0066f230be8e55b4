// The dossier of the chosen hull: who it says it is, what its score is made of, what could not be judged, its events.

import { events, hulls, payload } from "./payload.js";
import { counted, factorWord, hours, hullTitle, identityWord, metres, minute, points, reasonWord, sentence, typeWord } from "./words.js";
import { byId, el, isNarrow, terms } from "./elements.js";
import { change, chooseEvent, chooseHull, shown, state, whenChanged } from "./state.js";
import { hullColourNumber } from "./palette.js";
import { symbol } from "./symbols.js";
import { distancePlot, moveMoments, speedPlot } from "./plot.js";
import { eventTexts, evidenceOf } from "./evidence.js";
import { bringHull, centreEvent, fitHull } from "./map.js";

const description = new Map(payload.factors.map((factor) => [factor.name, factor.description]));

function show() {
  const panel = byId("dossier");
  const hull = state.hull === null ? null : hulls[state.hull];
  document.body.classList.toggle("has-dossier", hull !== null || state.event !== null);
  panel.hidden = hull === null && state.event === null;
  if (hull) panel.replaceChildren(...dossierOf(hull));
  else if (state.event !== null) panel.replaceChildren(el("header", {}, closeButton()), eventItem(events[state.event]));
  if (!isNarrow()) panel.querySelector(".event.chosen")?.scrollIntoView({ block: "nearest" });
}

function closeButton() {
  return el("button", { class: "quiet", type: "button", id: "close-dossier", "aria-label": "Close the dossier", title: "Close (Esc)", onclick: () => change({ hull: null, event: null }) }, "×");
}

function dossierOf(hull) {
  const chip = el("span", { class: "chip", "aria-hidden": "true" });
  chip.style.background = `var(--hull-${hullColourNumber(hull) < 0 ? "quiet" : hullColourNumber(hull)})`;
  const header = el(
    "header",
    {},
    el("div", { class: "title" }, el("h2", {}, chip, hullTitle(hull)), el("p", { class: "sub" }, subtitle(hull))),
    el("button", { class: "small", type: "button", onclick: () => fitHull(hull.number) }, "Show track"),
    closeButton(),
  );
  return [header, scoreOf(hull), plotOf(hull), eventsOf(hull), abstainedOf(hull), factsOf(hull)];
}

function subtitle(hull) {
  const kind = hull.may_be_ship ? hull.ship.class : `${sentence(hull.ship.mmsi_kind ?? "unknown")}, no ship`;
  return [identityWord(hull), kind, hull.ship.flag].filter(Boolean).join(" · ");
}

function scoreOf(hull) {
  if (hull.contributions.length === 0) {
    return section("Score", el("p", { class: "muted" }, "No points: nothing counted was found. That is no proof that nothing happened."));
  }
  const most = hull.contributions[0].points || 1;
  const rows = hull.contributions.map((part) => {
    const bar = el("span", { class: "bar" });
    bar.style.width = `${Math.max(2, (100 * part.points) / most)}%`;
    const basis = [
      part.cites.length > 0 ? counted(part.cites.length, "event", "events") : null,
      ...part.facts,
      `weight ${points(part.weight)}`,
    ];
    return el(
      "li",
      { title: description.get(part.factor) },
      el("div", { class: "factor" }, el("span", {}, factorWord(part.factor)), el("span", { class: "number" }, points(part.points))),
      el("div", { class: "track" }, bar),
      el("div", { class: "basis" }, basis.filter(Boolean).join(" · ")),
    );
  });
  const rank = hull.rank ? `rank ${hull.rank} · ` : "";
  return section(`Score ${points(hull.score)}`, el("p", { class: "muted" }, `${rank}${payload.note}`), el("ul", { class: "factors" }, rows));
}

function plotOf(hull) {
  const plot = speedPlot(hull, (second) => change({ second, isPlaying: false }), showEvent);
  return plot && section("Speed over time, in knots", plot);
}

function showEvent(number) {
  chooseEvent(number);
  centreEvent(number);
}

/** An event of the list; the chosen one with its numbers. */
export function eventItem(event) {
  const isChosen = event.number === state.event;
  const texts = eventTexts(event);
  const button = el(
    "button",
    { type: "button", class: "event-button", "aria-expanded": String(isChosen), "data-event": event.number, onclick: () => (isChosen ? change({ event: null }) : showEvent(event.number)) },
    symbol(event.type, event.isPossible),
    el("span", { class: "what" }, el("strong", {}, typeWord(event.type).one), " ", texts.line),
    el("span", { class: "when" }, texts.when),
    texts.verdict ? el("span", { class: "verdict" }, texts.verdict) : null,
  );
  const item = el("li", { class: isChosen ? "event chosen" : "event" }, button);
  if (isChosen) {
    if (event.distance) item.append(el("h5", {}, "Distance to the other ship"), distancePlot(event) ?? "");
    item.append(otherShips(event), evidenceOf(event));
  }
  return item;
}

/** Ways to the dossiers of the others that took part. */
function otherShips(event) {
  const others = event.hulls.filter((number) => number !== state.hull).slice(0, 12);
  return el("p", { class: "others" }, others.map((number) => el("button", { type: "button", class: "small", onclick: () => chooseHull(number) }, hullTitle(hulls[number]))));
}

function eventsOf(hull) {
  const own = hull.events.map((number) => events[number]);
  const visible = own.filter((event) => shown.isEventShown[event.number] || event.number === state.event);
  if (own.length === 0) return section("Events", el("p", { class: "muted" }, "None."));
  const hiddenCount = own.length - visible.length;
  return section(
    `Events (${visible.length})`,
    hiddenCount > 0 ? el("p", { class: "muted" }, `${counted(hiddenCount, "event is", "events are")} left out by the filters.`) : null,
    el("ul", { class: "events" }, visible.map(eventItem)),
  );
}

function abstainedOf(hull) {
  if (hull.abstained.length === 0) return null;
  const items = hull.abstained.map((part) => {
    const number = part.events.length > 0 ? ` (${counted(part.events.length, "event", "events")})` : "";
    return el("li", {}, `${factorWord(part.factor)}${number}: ${reasonWord(part.reason)}`);
  });
  return section("Could not be judged", el("ul", { class: "plain" }, items));
}

function factsOf(hull) {
  const { ship, heard } = hull;
  return section(
    "What it says of itself, and how well it was heard",
    terms([
      ["names", ship.names.join(", ")],
      ["call signs", ship.call_signs.join(", ")],
      ["IMO numbers", ship.imo_numbers.join(", ")],
      ["class", ship.class],
      ["flag by its number", ship.flag],
      ["length", ship.length_m ? `${ship.length_m} m` : null],
      ["transceiver", ship.ais_class && `class ${ship.ais_class}`],
      ["by the list", [ship.listed_flag, ship.listed_gear, ship.is_listed ? "listed" : null, ship.is_authorised === false ? "not authorised" : null].filter(Boolean).join(", ")],
      ["first fix", heard.first_fix && minute(Date.parse(heard.first_fix) / 1000)],
      ["last fix", heard.last_fix && minute(Date.parse(heard.last_fix) / 1000)],
      ["fixes", `${heard.fixes.toLocaleString("en")}${heard.noise > 0 ? `, ${heard.noise} more set aside as noise` : ""}`],
      ["observed", hours(heard.observed_h)],
      ["silent", hours(heard.silent_h)],
      ["way", metres(heard.distance_m)],
    ]),
  );
}

function section(title, ...content) {
  return el("section", {}, el("h3", {}, title), ...content);
}

export function startDossier() {
  show();
  let chosen = state.hull;
  whenChanged((names) => {
    if (names.has("hull") || names.has("event") || names.has("shown")) show();
    if (names.has("second")) moveMoments();
    // In one column, what was chosen is shown above.
    const isChosen = (names.has("hull") && state.hull !== null) || (names.has("event") && state.event !== null);
    if (isChosen && isNarrow()) byId("map").scrollIntoView();
    if (names.has("hull") && state.hull !== chosen) {
      chosen = state.hull;
      byId("dossier").scrollTop = 0;
      if (chosen !== null && state.event === null) bringHull(chosen);
    }
  });
}
