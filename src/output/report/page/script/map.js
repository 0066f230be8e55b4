// The map: a canvas that is drawn anew when something changed, and what lies under the pointer.

import { events, hulls } from "./payload.js";
import { eventLine, hullTitle, identityWord, metres, period, place, typeWord } from "./words.js";
import { byId, el } from "./elements.js";
import { chooseEvent, chooseHull, shown, state, whenChanged } from "./state.js";
import { View, degreesOf } from "./projection.js";
import { pixelsFrom } from "./geometry.js";
import { drawChart, nameChart, scaleOf } from "./chart.js";
import { drawEvents, drawReach, drawShips, drawTracks, eachPiece, placesOf } from "./ships.js";

const canvas = byId("map-canvas");
const context = canvas.getContext("2d", { alpha: false });

export const view = new View();

/** A track smaller than this is but a dot. */
const SMALL_PX = 60;

/** What was drawn where. */
const places = { events: [], ships: [] };
let isAsked = false;

/** Draws before the next frame. */
export function redraw() {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(draw);
}

export function draw() {
  isAsked = false;
  const density = Math.min(window.devicePixelRatio || 1, 2);
  context.setTransform(density, 0, 0, density, 0, 0);
  drawChart(context, view);
  drawReach(context, view);
  drawTracks(context, view);
  places.events = drawEvents(context, view);
  nameChart(context, view);
  places.ships = drawShips(context, view);
  drawScale();
}

function drawScale() {
  const scale = scaleOf(view);
  const bar = byId("scale");
  bar.style.width = `${scale.pixels}px`;
  bar.textContent = metres(scale.metres);
}

/** Fits the canvas to its place on the page. */
export function resizeMap() {
  const box = canvas.parentElement.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return;
  const density = Math.min(window.devicePixelRatio || 1, 2);
  const [width, height] = [Math.round(box.width), Math.round(box.height)];
  if (width === view.width && height === view.height && canvas.width === Math.round(width * density)) return;
  [view.width, view.height] = [width, height];
  [canvas.width, canvas.height] = [Math.round(width * density), Math.round(height * density)];
  draw();
}

/** Shows all hulls that the filters let through. */
export function fitAll() {
  const withPoints = shown.hulls.filter((hull) => hull.way.count > 0 && hull.may_be_ship);
  view.fit(placesOf(withPoints.length > 0 ? withPoints : hulls));
  redraw();
}

/** Brings the track of a hull into view where it is not, or too small to be seen. */
export function bringHull(number) {
  const { way } = hulls[number];
  if (way.count === 0) return;
  // The dossier may just have taken some of the room.
  resizeMap();
  view.project(way.cap.x, way.cap.y, way.cap.z);
  const isInView = view.x >= 0 && view.y >= 0 && view.x <= view.width && view.y <= view.height;
  if (isInView && 2 * way.cap.radius * view.scale >= SMALL_PX) redraw();
  else fitHull(number);
}

export function fitHull(number) {
  view.fit(placesOf([hulls[number]]), 60);
  redraw();
}

/** Puts an event in the middle, near enough to see it. */
export function centreEvent(number) {
  const [lonDeg, latDeg] = degreesOf(events[number].place);
  view.lookAt(lonDeg, latDeg);
  // Some 60 km across, unless the view is nearer already.
  const nearEnough = (view.width / 60000) * 6371008.8;
  if (view.scale < nearEnough / 8) view.zoomTo(nearEnough / 3);
  redraw();
}

/** What lies at a pixel: an event, a ship or a track, in this order; null for the sea. */
function at(x, y) {
  const nearest = (found, most) => {
    let best = null;
    for (const candidate of found) {
      const distance = Math.hypot(candidate.x - x, candidate.y - y);
      if (distance <= most) [best, most] = [candidate, distance];
    }
    return best;
  };
  const event = nearest(places.events, 12);
  if (event) return { event: event.event };
  const ship = nearest(places.ships, 10);
  if (ship) return { hull: ship.hull };
  if (!state.layers.tracks) return null;
  let [best, least] = [null, 6];
  for (const hull of shown.hulls) {
    eachPiece(view, hull, (x0, y0, x1, y1, isSilent) => {
      const distance = isSilent ? Infinity : pixelsFrom([x, y], [x0, y0], [x1, y1]);
      if (distance < least) [best, least] = [hull, distance];
    });
  }
  return best && { hull: best };
}

export function chooseAt(x, y) {
  const found = at(x, y);
  if (found?.event) {
    chooseEvent(found.event.number);
    centreEvent(found.event.number);
  } else if (found?.hull) chooseHull(found.hull.number);
  else if (state.event !== null) chooseHull(state.hull);
  else chooseHull(null);
}

/** Says what lies under the pointer. */
export function pointAt(x, y) {
  const hint = byId("hint");
  const found = at(x, y);
  canvas.style.cursor = found ? "pointer" : "";
  const [lonDeg, latDeg] = degreesOf(view.placeAt(x, y));
  byId("position").textContent = place(latDeg, lonDeg);
  hint.hidden = !found;
  if (!found) return;
  const { event, hull } = found;
  if (event) {
    const who = event.hulls.map((number) => hullTitle(hulls[number])).slice(0, 2).join(" and ") || event.vessel;
    hint.replaceChildren(el("strong", {}, `${typeWord(event.type).one} · ${who}`), el("span", {}, eventLine(event)), el("span", {}, period(event)));
  } else {
    hint.replaceChildren(el("strong", {}, hullTitle(hull)), el("span", {}, `${identityWord(hull)} · ${hull.ship.class}`));
  }
  const isRight = x > view.width - 260;
  hint.style.left = isRight ? "" : `${x + 14}px`;
  hint.style.right = isRight ? `${view.width - x + 14}px` : "";
  hint.style.top = `${Math.min(y + 14, view.height - 80)}px`;
}

export function pointNowhere() {
  byId("hint").hidden = true;
  byId("position").textContent = "";
}

whenChanged(redraw);
new ResizeObserver(resizeMap).observe(canvas.parentElement);
