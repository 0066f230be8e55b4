// Ships on the map: tracks, where they are at a moment, events, and what a silent ship could have reached.

import { events, hulls } from "./payload.js";
import { hullTitle } from "./words.js";
import { colour, hullColour, hullColourNumber, speedClass, speedColour, typeColour, SPEED_CLASSES_KN, HULL_COLOURS } from "./palette.js";
import { shown, state } from "./state.js";
import { alongGreatCircle, between, metresBetween } from "./projection.js";
import { clipped, cornersAt, fillRings, levelFor, sidesOutside, strokeRings, traceLine } from "./geometry.js";
import { drawSymbol } from "./symbols.js";
import { label, labelIfFree } from "./chart.js";

const METRES_PER_SECOND_PER_KNOT = 1852 / 3600;

/** The place of a corner of a way. */
function cornerPlace(way, corner) {
  return [way.xyz[3 * corner], way.xyz[3 * corner + 1], way.xyz[3 * corner + 2]];
}

/** The first corner after a second, among all of a way. */
function cornerAfter(way, second) {
  let [low, high] = [0, way.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (way.seconds[middle] <= second) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a hull is at a second: its place, and whether it is silent; null before its first fix and after its last. */
export function whereabouts(hull, second) {
  const { way } = hull;
  const next = cornerAfter(way, second);
  if (next === 0) return null;
  const last = cornerPlace(way, next - 1);
  if (next === way.count) return second <= way.seconds[next - 1] ? { place: last, ahead: null, isSilent: false } : null;
  const ahead = cornerPlace(way, next);
  if (way.silent[next]) return { place: last, ahead: null, isSilent: second > way.seconds[next - 1] };
  const share = (second - way.seconds[next - 1]) / (way.seconds[next] - way.seconds[next - 1] || 1);
  return { place: between(last, ahead, share), ahead, isSilent: false };
}

/** The time of which tracks are drawn: all, or the trail behind the moment; in seconds. */
function trail() {
  if (state.second === null) return [state.from ?? -Infinity, state.to ?? Infinity];
  return [state.second - state.trailH * 3600, state.second];
}

/** Pieces of lines by colour, each a list of coordinates: x0, y0, x1, y1, ... */
class Batches {
  constructor() {
    this.lines = new Map();
  }

  add(key, x0, y0, x1, y1) {
    const line = this.lines.get(key);
    if (line) line.push(x0, y0, x1, y1);
    else this.lines.set(key, [x0, y0, x1, y1]);
  }

  stroke(context, key, style) {
    const line = this.lines.get(key);
    if (!line) return;
    context.strokeStyle = style;
    context.beginPath();
    let [x, y] = [NaN, NaN];
    for (let i = 0; i < line.length; i += 4) {
      if (line[i] !== x || line[i + 1] !== y) context.moveTo(line[i], line[i + 1]);
      [x, y] = [line[i + 2], line[i + 3]];
      context.lineTo(x, y);
    }
    context.stroke();
  }
}

/** Calls back with every piece of a way in view: its ends on the screen, whether it is a silence, its corners. */
export function eachPiece(view, hull, found) {
  const { way } = hull;
  if (way.count === 0 || !view.mayShow(way.cap)) return;
  const [from, to] = trail();
  const corners = cornersAt(way, levelFor(view));
  let [lastX, lastY, lastSides, last] = [0, 0, 15, -1];
  for (let i = 0; i < corners.length; i++) {
    const corner = corners[i];
    const second = way.seconds[corner];
    if (second < from && i + 1 < corners.length && way.seconds[corners[i + 1]] < from) continue;
    const isCut = second > to;
    if (isCut && (last < 0 || way.seconds[last] >= to)) break;
    if (isCut && !way.silent[corner]) {
      const place = between(cornerPlace(way, last), cornerPlace(way, corner), (to - way.seconds[last]) / (second - way.seconds[last]));
      view.project(...place);
    } else if (isCut) {
      break;
    } else {
      view.project(way.xyz[3 * corner], way.xyz[3 * corner + 1], way.xyz[3 * corner + 2]);
    }
    const sides = sidesOutside(view, view.x, view.y);
    if (last >= 0 && (sides & lastSides) === 0) {
      found(lastX, lastY, view.x, view.y, way.silent[corner] === 1, last, corner);
    }
    [lastX, lastY, lastSides, last] = [view.x, view.y, sides, corner];
    if (isCut) break;
  }
}

export function drawTracks(context, view) {
  if (!state.layers.tracks) return;
  const [plain, silent] = [new Batches(), new Batches()];
  const bySpeed = state.colourBy === "speed";
  for (const hull of hulls) {
    if (hull.number === state.hull) continue;
    const isShown = shown.isHullShown[hull.number];
    const own = isShown ? hullColourNumber(hull) : "hidden";
    eachPiece(view, hull, (x0, y0, x1, y1, isSilent, a, b) => {
      if (isSilent) {
        const [x, y] = [view.x, view.y];
        if (isShown) addSilence(silent, view, own, hull.way, a, b);
        [view.x, view.y] = [x, y];
      } else plain.add(bySpeed && isShown ? `speed ${speedClass(knotsOf(hull.way, a, b))}` : own, x0, y0, x1, y1);
    });
  }
  context.lineCap = "round";
  context.lineJoin = "round";
  context.globalAlpha = state.hull === null ? 1 : 0.4;
  context.lineWidth = 1;
  plain.stroke(context, "hidden", colour("hull-hidden"));
  strokeAll(context, plain, silent, 1.3);
  context.globalAlpha = 1;
  if (state.hull !== null) drawChosen(context, view, hulls[state.hull]);
}

function strokeAll(context, plain, silent, width) {
  context.lineWidth = width;
  for (let number = -1; number < HULL_COLOURS; number++) plain.stroke(context, number, hullColour(number));
  for (const number of SPEED_CLASSES_KN.keys()) plain.stroke(context, `speed ${number}`, speedColour(number));
  context.setLineDash([2, 5]);
  context.lineWidth = Math.max(1, width * 0.75);
  for (let number = -1; number < HULL_COLOURS; number++) silent.stroke(context, number, hullColour(number));
  context.setLineDash([]);
}

/** The speed between two corners, on the sphere. */
function knotsOf(way, a, b) {
  const metres = metresBetween(cornerPlace(way, a), cornerPlace(way, b));
  return metres / Math.max(1, way.seconds[b] - way.seconds[a]) / METRES_PER_SECOND_PER_KNOT;
}

/** A silence follows the great circle; it is not the way the ship took. */
function addSilence(batches, view, key, way, a, b) {
  let last = null;
  for (const place of alongGreatCircle(cornerPlace(way, a), cornerPlace(way, b))) {
    view.project(...place);
    const point = [view.x, view.y];
    const piece = last && clipped(view, last, point);
    if (piece) batches.add(key, ...piece[0], ...piece[1]);
    last = point;
  }
}

function drawChosen(context, view, hull) {
  const [plain, silent] = [new Batches(), new Batches()];
  const own = hullColourNumber(hull);
  eachPiece(view, hull, (x0, y0, x1, y1, isSilent, a, b) => {
    if (isSilent) {
      const [x, y] = [view.x, view.y];
      addSilence(silent, view, own, hull.way, a, b);
      [view.x, view.y] = [x, y];
    } else {
      plain.add("halo", x0, y0, x1, y1);
      plain.add(state.colourBy === "speed" ? `speed ${speedClass(knotsOf(hull.way, a, b))}` : own, x0, y0, x1, y1);
    }
  });
  context.lineWidth = 5.5;
  plain.stroke(context, "halo", colour("halo"));
  strokeAll(context, plain, silent, 2.4);
}

/** The places of gaps are joined by dashes in the colour of gaps; other pairs of places of an event likewise. */
function drawEventLine(context, view, event) {
  const ends =
    event.type === "gap" && event.evidence.on
      ? [event.evidence.off, event.evidence.on]
      : event.type === "position_jump"
        ? [event.evidence.off, event]
        : null;
  if (!ends) return;
  context.strokeStyle = typeColour(event.type);
  context.lineWidth = event.number === state.event ? 2.6 : 1.6;
  context.setLineDash([7, 5]);
  context.beginPath();
  traceLine(context, view, alongGreatCircle(unitVector(ends[0]), unitVector(ends[1])));
  context.stroke();
  context.setLineDash([]);
}

function unitVector({ lat, lon }) {
  const [phi, lambda] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

/** Events that are drawn now, the chosen one last. */
function eventsToDraw() {
  const [from, to] = trail();
  const isNow = (event) => state.second === null || (event.startS <= to && event.endS >= from);
  const drawn = shown.events.filter((event) => isNow(event) && event.number !== state.event);
  if (state.event !== null) drawn.push(events[state.event]);
  return drawn;
}

export function drawReach(context, view) {
  if (!state.layers.reach) return;
  const ofHull = state.hull === null ? [] : hulls[state.hull].events.map((number) => events[number]);
  const wanted = state.event !== null ? [events[state.event]] : ofHull;
  for (const event of wanted) {
    if (!event.reach || !shown.isEventShown[event.number]) continue;
    if (state.second !== null && (event.startS > state.second || event.endS < state.second)) continue;
    // Of several the borders are enough.
    context.fillStyle = colour("reach-fill");
    if (event.number === state.event) fillRings(context, view, event.reach, 2);
    context.strokeStyle = typeColour("gap");
    context.lineWidth = 1;
    context.setLineDash([1.5, 3]);
    strokeRings(context, view, event.reach, 2);
    context.setLineDash([]);
  }
}

/** Draws events; returns where each is on the screen, for the pointer. */
export function drawEvents(context, view) {
  const places = [];
  if (!state.layers.events) return places;
  const drawn = eventsToDraw();
  // Many symbols are drawn small.
  const size = drawn.length > 600 ? 4 : drawn.length > 200 ? 5 : 6.5;
  for (const event of drawn) {
    const isOfHull = state.hull === null || event.hulls.includes(state.hull);
    if (state.hull === null ? drawn.length <= 400 : isOfHull) drawEventLine(context, view, event);
  }
  for (const event of drawn) {
    view.project(...event.place);
    const { x, y } = view;
    if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
    const isOfHull = state.hull === null || event.hulls.includes(state.hull);
    const isChosen = event.number === state.event;
    if (isChosen) {
      context.strokeStyle = colour("accent");
      context.lineWidth = 2.5;
      context.beginPath();
      context.arc(x, y, 16, 0, 2 * Math.PI);
      context.stroke();
    }
    drawSymbol(context, event.type, x, y, isChosen ? 9 : isOfHull && state.hull !== null ? 7.5 : size, {
      isHollow: event.isPossible,
      isFaint: !isOfHull,
      halo: colour("halo"),
    });
    places.push({ event, x, y });
  }
  return places;
}

/** Draws where ships are at the moment; returns where each is on the screen. */
export function drawShips(context, view) {
  const places = [];
  if (state.second === null) {
    nameChosen(context, view);
    return places;
  }
  for (const hull of shown.hulls) {
    const at = whereabouts(hull, state.second);
    if (!at) continue;
    view.project(...at.place);
    const { x, y } = view;
    if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
    let course = null;
    if (at.ahead) {
      view.project(...at.ahead);
      if (Math.hypot(view.x - x, view.y - y) > 0.05) course = Math.atan2(view.x - x, y - view.y);
    }
    const isChosen = hull.number === state.hull;
    drawShip(context, x, y, course, isChosen ? 8 : 5, hullColour(hullColourNumber(hull)), at.isSilent);
    places.push({ hull, x, y });
  }
  const chosen = places.find(({ hull }) => hull.number === state.hull);
  if (chosen) label(context, hullTitle(chosen.hull), chosen.x + 11, chosen.y + 4, colour("text"), 600);
  if (shown.hulls.length <= 100) {
    for (const { hull, x, y } of places) {
      if (hull.number !== state.hull) labelIfFree(context, hullTitle(hull), x + 8, y + 4, colour("muted"));
    }
  }
  return places;
}

function drawShip(context, x, y, course, size, fill, isSilent) {
  context.save();
  context.translate(x, y);
  context.rotate(course ?? 0);
  context.beginPath();
  if (course === null || isSilent) context.arc(0, 0, size * 0.6, 0, 2 * Math.PI);
  else {
    context.moveTo(0, -size * 1.3);
    context.lineTo(size * 0.72, size * 0.9);
    context.lineTo(-size * 0.72, size * 0.9);
    context.closePath();
  }
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = colour("halo");
  context.stroke();
  context.fillStyle = isSilent ? colour("halo") : fill;
  context.fill();
  if (isSilent) {
    context.lineWidth = 1.4;
    context.strokeStyle = fill;
    context.stroke();
  }
  context.restore();
}

/** Without a moment, the chosen ship is named where it was heard last. */
function nameChosen(context, view) {
  if (state.hull === null) return;
  const hull = hulls[state.hull];
  if (hull.way.count === 0) return;
  view.project(...cornerPlace(hull.way, hull.way.count - 1));
  const { x, y } = view;
  drawShip(context, x, y, null, 6, hullColour(hullColourNumber(hull)), false);
  label(context, hullTitle(hull), x + 9, y + 4, colour("text"), 600);
}

/** Places around which the map is to be fitted for a hull, or for all that are shown. */
export function placesOf(hullsToFit) {
  const places = [];
  for (const { way } of hullsToFit) {
    const corners = cornersAt(way, 5);
    for (const corner of corners) places.push(cornerPlace(way, corner));
  }
  return places;
}
