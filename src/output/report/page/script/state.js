// What is chosen and what is shown. Whoever shows something listens to changes.

import { events, hulls, payload, span } from "./payload.js";

export const state = {
  /** The number of the chosen hull and event. */
  hull: null,
  event: null,
  /** The moment that is shown, in seconds; null for the whole period. */
  second: null,
  isPlaying: false,
  /** How much of the way behind a ship is shown at a moment, in hours. */
  trailH: 12,
  colourBy: "vessel",
  layers: { tracks: true, events: true, zones: true, ports: true, reach: true, graticule: true },
  /** Types that are left out. */
  hiddenTypes: new Set(),
  text: "",
  leastScore: 0,
  /** Seconds; null without a bound. */
  from: null,
  to: null,
};

/** The events and hulls that the filters let through, by number. */
export const shown = { events: [], hulls: [], isHullShown: [], isEventShown: [] };

const listeners = [];

/** Calls back after each change, with the names of what changed. */
export function whenChanged(listener) {
  listeners.push(listener);
}

const FILTERS = ["hiddenTypes", "text", "leastScore", "from", "to"];

export function change(changes) {
  Object.assign(state, changes);
  const names = new Set(Object.keys(changes));
  if (FILTERS.some((name) => names.has(name))) {
    applyFilters();
    names.add("shown");
  }
  for (const listener of listeners) listener(names);
}

/** Chooses a hull, and no event unless one of its is chosen already. */
export function chooseHull(number) {
  const stays = state.event !== null && number !== null && events[state.event].hulls.includes(number);
  change({ hull: number, event: stays ? state.event : null });
}

/** Chooses an event, with its hull where the chosen one took no part. */
export function chooseEvent(number) {
  const event = events[number];
  const hull = event.hulls.includes(state.hull) ? state.hull : (event.hulls[0] ?? null);
  change({ event: number, hull });
}

/** Everything that the text of a search may be found in. */
const searchTexts = hulls.map((hull) =>
  [hull.vessel, ...hull.ship.names, ...hull.ship.call_signs, ...hull.ship.imo_numbers, hull.ship.flag, hull.ship.class]
    .filter((text) => text !== null)
    .join("\n")
    .toLowerCase(),
);

export function isFiltered() {
  return state.hiddenTypes.size > 0 || state.text !== "" || state.leastScore > 0 || state.from !== null || state.to !== null;
}

export function applyFilters() {
  const text = state.text.trim().toLowerCase();
  const isWanted = hulls.map((hull, number) => hull.score >= state.leastScore && searchTexts[number].includes(text));
  const [from, to] = [state.from ?? -Infinity, state.to ?? Infinity];
  shown.isEventShown = events.map(
    (event) =>
      !state.hiddenTypes.has(event.type) &&
      event.startS <= to &&
      event.endS >= from &&
      (event.hulls.length === 0 || event.hulls.some((hull) => isWanted[hull])),
  );
  shown.events = events.filter((event) => shown.isEventShown[event.number]);
  // A hull without events is shown as long as nothing is asked of events.
  const asksEvents = state.hiddenTypes.size > 0 || state.from !== null || state.to !== null;
  shown.isHullShown = hulls.map(
    (hull, number) => isWanted[number] && (!asksEvents || hull.events.some((event) => shown.isEventShown[event])),
  );
  shown.hulls = hulls.filter((hull) => shown.isHullShown[hull.number]);
}

/** Types of events that were looked for or found, in the order in which they are told. */
export const types = (() => {
  const order = ["gap", "encounter", "loitering", "gathering", "zone_visit", "port_visit"];
  const there = new Set([...Object.keys(payload.account.events), ...events.map((event) => event.type)]);
  return [...order.filter((type) => there.has(type)), ...[...there].filter((type) => !order.includes(type)).sort()];
})();

/** A second within the whole period. */
export function withinSpan(second) {
  return Math.min(span.to, Math.max(span.from, second));
}

applyFilters();
