// The numbers behind a claim, all of them, as words.

import { count, eventLine, hours, knots, metres, minute, period, place, reasonWord, rounded, sentence, verdictWord } from "./words.js";
import { el, terms } from "./elements.js";

/** Keys whose words are not those of the key itself. */
const KEYS = {
  welch2022: "by the rule of Welch et al. 2022",
  p_chance: "probability by chance",
  silent_together: "others near that fell silent with it",
  silent_together_expected: "as many would by chance",
  silent_together_p_chance: "probability of that many by chance",
  silent_together_hours: "hours until most of them were heard again",
  expected_by_chance_apart: "expected by chance but for those hours",
  off: "last fix before",
  on: "first fix after",
  fixes_12h_before: "fixes in the 12 h before",
  type_pair: "what they are",
  ship_class: "class",
  other_ship_class: "class of the other",
  cut_at_start: "may have started earlier",
  cut_at_end: "may have ended later",
  moored_or_anchored: "moored or at anchor by its status",
  reason: "why undetermined",
  imo_numbers: "IMO numbers",
  positions_per_ship_day: "positions a ship and day there",
};

/** What is told elsewhere, or is a list of its own. */
const APART = new Set(["could_have", "reception", "hulls", "reason"]);

function keyWord(key) {
  return KEYS[key] ?? sentence(key.replace(/_(m|h|kn|deg|s|min)$/, ""));
}

const isPlace = (value) => typeof value === "object" && value !== null && "lat" in value && "lon" in value;

/** A value as text, by the unit at the end of its key. */
function valueWord(key, value) {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") {
    if (key.endsWith("_m")) return metres(value);
    if (key.endsWith("_h")) return hours(value);
    if (key.endsWith("_kn")) return knots(value);
    if (key.endsWith("_deg")) return `${rounded(value, 1)}°`;
    if (key.endsWith("_min")) return `${rounded(value, 0)} min`;
    if (key.endsWith("share") || key.endsWith("reception") || key === "straightness") return `${rounded(100 * value, 1)} %`;
    return Number.isInteger(value) ? count(value) : value.toPrecision(3);
  }
  if (typeof value === "string") {
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return minute(Date.parse(value) / 1000);
    return key === "reason" ? reasonWord(value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => valueWord(key, item)).join(", ") || null;
  if (isPlace(value)) {
    const when = value.time ? `${minute(Date.parse(value.time) / 1000)}, ` : "";
    const speed = typeof value.sog_kn === "number" ? `, ${knots(value.sog_kn)}` : "";
    return `${when}${place(value.lat, value.lon)}${speed}`;
  }
  if ("name" in value) return `${value.name}, ${metres(value.distance_m)} away`;
  return Object.entries(value)
    .map(([inner, of]) => `${keyWord(inner)} ${valueWord(inner, of)}`)
    .join(", ");
}

function pairsOf(found) {
  return Object.entries(found)
    .filter(([key]) => !APART.has(key))
    .map(([key, value]) => [keyWord(key), valueWord(key, value)]);
}

/** All that is known of an event. */
export function evidenceOf(event) {
  const around = event.surroundings;
  const shore = around?.start?.distance_from_shore_m;
  const port = around?.start?.port;
  const regions = around?.regions?.map((region) => region.name).join(", ");
  const head = terms([
    ["when, UTC", period(event)],
    ["where", place(event.lat, event.lon)],
    ["lasted", `${hours(event.duration_h)}, of which observed ${hours(event.observed_h)}`],
    ["other ship", event.other_vessel ?? null],
    ["verdict", verdictWord(event)],
    ["from shore", typeof shore === "number" ? metres(shore) : null],
    ["nearest port", port ? `${port}, ${metres(around.start.distance_from_port_m)}` : null],
    ["zones", regions || null],
  ]);
  const { reception, could_have: couldHave, hulls } = event.evidence;
  return el(
    "div",
    { class: "evidence" },
    head,
    group("Measured", terms(pairsOf(event.evidence))),
    reception ? group("What other ships tell of reception", terms(pairsOf(reception))) : null,
    couldHave ? group("Within reach, unseen", couldHaveOf(couldHave)) : null,
    hulls ? group("Ships of the crowd", el("p", {}, hulls.map((hull) => hull.vessel).join(", "))) : null,
    el("p", { class: "identifier" }, `event ${event.id}`),
  );
}

function group(title, ...content) {
  return el("details", { class: "group" }, el("summary", {}, title), ...content);
}

/** What a silence could hide: none of it was seen. */
function couldHaveOf(found) {
  const list = (title, total, items, line) =>
    total === null || total === undefined
      ? null
      : [el("h5", {}, `${title}: ${count(total)}`), el("ul", {}, items.map((item) => el("li", {}, line(item))))];
  return el(
    "div",
    {},
    el("p", {}, `At ${knots(found.reach_speed_kn)} for ${hours(found.time_h)} it could cover ${metres(found.way_m)}. None of this was seen.`),
    list("Zones", found.zones_in_reach, found.zones, (zone) => `${zone.name}: at most ${hours(zone.at_most_h)}`),
    list("Ports", found.ports_in_reach, found.ports, (port) => `${port.name}: at most ${hours(port.at_most_h)}`),
    list("Ships heard meanwhile", found.seen_ships_in_reach, found.seen_ships, meetingLine),
    list("Ships silent meanwhile", found.silent_ships_in_reach, found.silent_ships, meetingLine),
  );
}

function meetingLine(ship) {
  return `${ship.vessel}: at most ${hours(ship.at_most_h)} together`;
}

/** An event on one line of a list, with its evidence where it is chosen. */
export function eventTexts(event) {
  return { line: eventLine(event), when: period(event), verdict: verdictWord(event) };
}
