// Lines and rings on a canvas: those corners that the zoom needs, without what lies outside of the view.

import { payload } from "./payload.js";

/** How far what is drawn may lie from what is known, in pixels. */
const TOLERANCE_PX = 0.7;

/** Beyond the view by so many pixels nothing shows, wide strokes included. */
const MARGIN_PX = 30;

/** The coarsest level whose tolerance does not show. */
export function levelFor(view) {
  const finest = payload.levels.tolerances_m;
  let level = 0;
  while (level + 1 < finest.length && finest[level + 1] <= TOLERANCE_PX * view.metresPerPixel) level++;
  return level;
}

/** The numbers of the corners of a track that a level needs. */
export function cornersAt(way, level) {
  way.byLevel[level] ??= Uint32Array.from(way.level.keys()).filter((corner) => way.level[corner] >= level);
  return way.byLevel[level];
}

/** The numbers of the corners of rings that a level needs, ring by ring; those of fewer than three are left out. */
function ringsAt(rings, level) {
  if (!rings.byLevel[level]) {
    rings.byLevel[level] = rings.caps.map((_, ring) => {
      const corners = [];
      for (let corner = rings.starts[ring]; corner < rings.starts[ring + 1]; corner++) {
        if (rings.level[corner] >= level) corners.push(corner);
      }
      return corners.length < 3 ? [] : corners;
    });
  }
  return rings.byLevel[level];
}

/** On which sides of the view a point lies: bits for left, right, above, below. */
export function sidesOutside(view, x, y) {
  return (
    (x < -MARGIN_PX ? 1 : 0) |
    (x > view.width + MARGIN_PX ? 2 : 0) |
    (y < -MARGIN_PX ? 4 : 0) |
    (y > view.height + MARGIN_PX ? 8 : 0)
  );
}

/** Whether both ends of a side of a ring lie on the antimeridian: there a polygon was cut. */
function isSeam(rings, a, b) {
  const onSeam = (corner) => Math.abs(Math.abs(rings.degrees[2 * corner]) - 180) < 1e-6;
  const atPole = (corner) => Math.abs(rings.degrees[2 * corner + 1]) > 89.9999;
  return (onSeam(a) && onSeam(b)) || (atPole(a) && atPole(b));
}

/** Adds the rings to a path that is to be filled by the nonzero rule. */
function traceFill(context, view, rings, level) {
  ringsAt(rings, level).forEach((corners, ring) => {
    if (corners.length === 0 || !view.mayShow(rings.caps[ring])) return;
    let [isFirst, before, skipped] = [true, 0, null];
    for (const corner of corners) {
      view.project(rings.xyz[3 * corner], rings.xyz[3 * corner + 1], rings.xyz[3 * corner + 2]);
      const sides = sidesOutside(view, view.x, view.y);
      // Of corners beyond one side of the view, the first and the last are enough.
      if (!isFirst && (sides & before) !== 0) {
        skipped = [view.x, view.y];
      } else {
        if (skipped) context.lineTo(...skipped);
        skipped = null;
        if (isFirst) context.moveTo(view.x, view.y);
        else context.lineTo(view.x, view.y);
      }
      before = skipped ? before & sides : sides;
      isFirst = false;
    }
    // Filling closes rings; `closePath` would look at the whole path so far for each.
    if (skipped) context.lineTo(...skipped);
  });
}

/** How often the rings that are drawn run round the place opposite of the middle: where land is there, the map is land but for
    the rings. */
function turnsAround(view, rings) {
  const [x, y, z] = view.middle;
  const lon = (Math.atan2(-y, -x) * 180) / Math.PI;
  const lat = (Math.atan2(-z, Math.hypot(x, y)) * 180) / Math.PI;
  let turns = 0;
  ringsAt(rings, 5).forEach((corners, ring) => {
    const cap = rings.caps[ring];
    const isNear = Math.acos(Math.max(-1, Math.min(1, -(cap.x * x + cap.y * y + cap.z * z)))) <= cap.radius;
    if (corners.length === 0 || !isNear || !view.mayShow(cap)) return;
    let before = corners[corners.length - 1];
    for (const corner of corners) {
      const from = wrapped(rings.degrees[2 * before] - lon);
      const step = rings.degrees[2 * corner] - rings.degrees[2 * before];
      // A side that passes the meridian of the place: on its northern part it goes round.
      if (Math.abs(step) <= 180 && from <= 0 !== from + step <= 0) {
        const south = rings.degrees[2 * before + 1];
        const crossing = south - (from / step) * (rings.degrees[2 * corner + 1] - south);
        if (crossing > lat) turns += step > 0 ? -1 : 1;
      }
      before = corner;
    }
  });
  return turns;
}

/** A longitude in -180 to 180. */
function wrapped(degrees) {
  return degrees - 360 * Math.round(degrees / 360);
}

export function fillRings(context, view, rings, level) {
  context.beginPath();
  traceFill(context, view, rings, level);
  if (view.radius > 0.5 && turnsAround(view, rings) > 0) {
    // All of the map, the way round that exteriors run on a screen.
    const [right, below] = [view.width + 9999, view.height + 9999];
    context.moveTo(-9999, -9999);
    context.lineTo(-9999, below);
    context.lineTo(right, below);
    context.lineTo(right, -9999);
  }
  context.fill();
}

/** Strokes the borders of rings, without the cuts along the antimeridian. */
export function strokeRings(context, view, rings, level) {
  context.beginPath();
  ringsAt(rings, level).forEach((corners, ring) => {
    if (corners.length === 0 || !view.mayShow(rings.caps[ring])) return;
    let [before, isDown, last] = [0, false, -1];
    for (let i = 0; i <= corners.length; i++) {
      const corner = corners[i % corners.length];
      const [lastX, lastY] = [view.x, view.y];
      view.project(rings.xyz[3 * corner], rings.xyz[3 * corner + 1], rings.xyz[3 * corner + 2]);
      const sides = sidesOutside(view, view.x, view.y);
      const isHidden = last < 0 || (sides & before) !== 0 || isSeam(rings, last, corner);
      if (!isHidden) {
        if (!isDown) context.moveTo(lastX, lastY);
        context.lineTo(view.x, view.y);
      }
      [isDown, before, last] = [!isHidden, sides, corner];
    }
  });
  context.stroke();
}

/** Adds a line through unit vectors to the path, cut to the surroundings of the view so that dashes stay cheap. */
export function traceLine(context, view, places) {
  let last = null;
  for (const place of places) {
    view.project(...place);
    const point = [view.x, view.y];
    const piece = last && clipped(view, last, point);
    if (piece) {
      context.moveTo(...piece[0]);
      context.lineTo(...piece[1]);
    }
    last = point;
  }
}

/** The part of a straight line near the view (Liang and Barsky); null where there is none. */
export function clipped(view, [x0, y0], [x1, y1]) {
  let [from, to] = [0, 1];
  const [dx, dy] = [x1 - x0, y1 - y0];
  for (const [step, room] of [
    [-dx, x0 + MARGIN_PX],
    [dx, view.width + MARGIN_PX - x0],
    [-dy, y0 + MARGIN_PX],
    [dy, view.height + MARGIN_PX - y0],
  ]) {
    if (step === 0 && room < 0) return null;
    if (step < 0) from = Math.max(from, room / step);
    if (step > 0) to = Math.min(to, room / step);
  }
  if (from > to) return null;
  return [
    [x0 + from * dx, y0 + from * dy],
    [x0 + to * dx, y0 + to * dy],
  ];
}

/** How far a pixel is from a straight piece on the screen. */
export function pixelsFrom([x, y], [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const square = dx * dx + dy * dy;
  const share = square > 0 ? Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / square)) : 0;
  return Math.hypot(x - x0 - share * dx, y - y0 - share * dy);
}
