// The fixed sea: water, graticule, land, zones, ports, scale.

import { EARTH_RADIUS_M, land, ports, zones } from "./payload.js";
import { colour } from "./palette.js";
import { fillRings, levelFor, sidesOutside, strokeRings } from "./geometry.js";
import { degreesOf } from "./projection.js";
import { state } from "./state.js";

/** Steps of the graticule, in degrees. */
const STEPS_DEG = [30, 20, 10, 5, 2, 1, 0.5, 1 / 6, 1 / 12, 1 / 30, 1 / 60, 1 / 120, 1 / 300, 1 / 600];
/** Lines of the graticule are about so many pixels apart. */
const APART_PX = 130;
/** Each of them is drawn in so many straight pieces. */
const CURVE_PIECES = 96;

export function drawChart(context, view) {
  taken = [];
  texts = [];
  context.fillStyle = colour("sea");
  context.fillRect(0, 0, view.width, view.height);
  const level = levelFor(view);
  if (land) {
    context.fillStyle = colour("land");
    fillRings(context, view, land, level);
    context.strokeStyle = colour("coast");
    context.lineWidth = 0.8;
    strokeRings(context, view, land, level);
  }
  if (state.layers.graticule) drawGraticule(context, view);
  if (state.layers.zones) drawZones(context, view, level);
  if (state.layers.ports) drawPorts(context, view);
}

function drawZones(context, view, level) {
  for (const zone of zones) {
    context.fillStyle = colour("zone-fill");
    fillRings(context, view, zone.rings, level);
    context.strokeStyle = colour("zone");
    context.lineWidth = 1.2;
    context.setLineDash([6, 3]);
    strokeRings(context, view, zone.rings, level);
    context.setLineDash([]);
  }
  const labelled = zones.length <= 40 ? zones : [];
  for (const zone of labelled) {
    // At its northernmost corner.
    let north = 0;
    for (let i = 1; i < zone.rings.xyz.length / 3; i++) {
      if (zone.rings.xyz[3 * i + 2] > zone.rings.xyz[3 * north + 2]) north = i;
    }
    view.project(...zone.rings.xyz.subarray(3 * north, 3 * north + 3));
    texts.push([zone.name, view.x + 4, view.y - 5, colour("zone")]);
  }
}

function drawPorts(context, view) {
  const near = ports.filter((port) => {
    view.project(...port.place);
    [port.x, port.y] = [view.x, view.y];
    return view.x > -20 && view.x < view.width + 20 && view.y > -20 && view.y < view.height + 20;
  });
  const isLabelled = near.length <= 60;
  for (const port of near) {
    const size = isLabelled ? 3.5 : 2.2;
    context.fillStyle = colour("sea");
    context.strokeStyle = colour("port");
    context.lineWidth = 1.3;
    context.beginPath();
    if (port.kind === "anchorage") context.arc(port.x, port.y, size, 0, 2 * Math.PI);
    else context.rect(port.x - size, port.y - size, 2 * size, 2 * size);
    context.fill();
    context.stroke();
    if (isLabelled) texts.push([port.name, port.x + 11, port.y + 4, colour("port")]);
  }
}

/** Boxes of the labels that were drawn since the last `drawChart`: left, top, right, bottom. */
let taken = [];

/** Names of the chart since then, which are drawn over tracks and events: text, place, colour. */
let texts = [];

/** Names zones and ports, and the lines of the graticule at the edges. */
export function nameChart(context, view) {
  for (const [text, x, y, fill] of texts) labelIfFree(context, text, x, y, fill);
  if (state.layers.graticule) labelEdges(context, view, graticuleSteps(view));
}

/** A text with a halo, unless it would lie over another. */
export function labelIfFree(context, text, x, y, fill) {
  const box = boxOf(context, text, x, y);
  if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return;
  label(context, text, x, y, fill);
}

function boxOf(context, text, x, y, weight = 400) {
  context.font = `${weight} 11.5px ${colour("font")}`;
  return [x - 2, y - 12, x + context.measureText(text).width + 2, y + 4];
}

/** A text with a halo, whatever it lies over. */
export function label(context, text, x, y, fill, weight = 400) {
  taken.push(boxOf(context, text, x, y, weight));
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = colour("halo");
  context.strokeText(text, x, y);
  context.fillStyle = fill;
  context.fillText(text, x, y);
}

/** How far the view reaches in latitude, and whether a pole may be in it: there every meridian is. */
function extentOf(view) {
  const reach = Math.min((view.radius * 180) / Math.PI, 100);
  const [south, north] = [Math.max(-90, view.latDeg - reach), Math.min(90, view.latDeg + reach)];
  return { reach, south, north, isPolar: Math.max(north, -south) > 88 };
}

/** How far apart parallels and meridians are drawn, in degrees. */
function graticuleSteps(view) {
  const apart = APART_PX * (view.metresPerPixel / EARTH_RADIUS_M) * (180 / Math.PI);
  const stepFor = (wanted) => STEPS_DEG.findLast((step) => step >= wanted) ?? STEPS_DEG[0];
  const cos = Math.max(0.06, Math.cos((view.latDeg * Math.PI) / 180));
  const lonStep = stepFor(apart / cos);
  return { latStep: stepFor(apart), lonStep: extentOf(view).isPolar ? Math.max(10, lonStep) : lonStep };
}

function drawGraticule(context, view) {
  const { reach, south, north, isPolar } = extentOf(view);
  const { latStep, lonStep } = graticuleSteps(view);
  // A circle around a place reaches so far in longitude.
  const sinOf = (degrees) => Math.sin((degrees * Math.PI) / 180);
  const lonReach = isPolar ? 180 : (Math.asin(sinOf(reach) / sinOf(90 - Math.abs(view.latDeg))) * 180) / Math.PI;
  context.strokeStyle = colour("graticule");
  context.lineWidth = 0.7;
  context.beginPath();
  for (let lat = Math.ceil(south / latStep) * latStep; lat <= north + 1e-9; lat += latStep) {
    if (Math.abs(lat) > 89.999) continue;
    traceCurve(context, view, (share) => view.projectDegrees(view.lonDeg + lonReach * (2 * share - 1), lat));
  }
  const firstLon = Math.ceil((view.lonDeg - lonReach) / lonStep) * lonStep;
  const end = isPolar && view.latDeg > 0 ? 90 : north;
  for (let lon = firstLon; lon <= view.lonDeg + lonReach + 1e-9; lon += lonStep) {
    traceCurve(context, view, (share) => view.projectDegrees(lon, south + share * (end - south)));
  }
  context.stroke();
}

/** Latitudes along the left edge and longitudes along the lower one, where lines of the graticule meet them. */
function labelEdges(context, view, { latStep, lonStep }) {
  context.font = `10.5px ${colour("font")}`;
  context.lineJoin = "round";
  context.lineWidth = 2.5;
  context.strokeStyle = colour("halo");
  context.fillStyle = colour("graticule-text");
  const write = (text, x, y) => {
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  };
  const apart = 3;
  const along = (length, degreesAt, step, found) => {
    let before = null;
    for (let at = 0; at <= length; at += apart) {
      let degrees = degreesAt(at);
      if (before !== null) {
        // The same longitude nearest to the one before.
        degrees += 360 * Math.round((before - degrees) / 360);
        const [low, high] = [Math.min(before, degrees), Math.max(before, degrees)];
        const line = Math.ceil(low / step) * step;
        if (line < high && high - low < step) found(line, at);
      }
      before = degrees;
    }
  };
  along(view.height - 70, (y) => degreesOf(view.placeAt(4, y))[1], latStep, (lat, y) => {
    if (y > 70) write(degreesText(lat, "N", "S", latStep), 6, y - 4);
  });
  along(view.width - 70, (x) => degreesOf(view.placeAt(x, view.height - 4))[0], lonStep, (lon, x) => {
    const turned = ((((lon + 180) % 360) + 360) % 360) - 180;
    if (x > 50) write(degreesText(turned, "E", "W", lonStep), x + 3, view.height - 7);
  });
}

/** Adds a curve to the path, whose places the view projects share by share. */
function traceCurve(context, view, project) {
  let [isDown, before] = [false, 15];
  for (let piece = 0; piece <= CURVE_PIECES; piece++) {
    const [lastX, lastY] = [view.x, view.y];
    project(piece / CURVE_PIECES);
    const sides = sidesOutside(view, view.x, view.y);
    const isSeen = piece > 0 && (sides & before) === 0;
    if (isSeen) {
      if (!isDown) context.moveTo(lastX, lastY);
      context.lineTo(view.x, view.y);
    }
    [isDown, before] = [isSeen, sides];
  }
}

function degreesText(degrees, positive, negative, step) {
  const size = Math.abs(degrees);
  const letter = size < 1e-9 || Math.abs(size - 180) < 1e-9 ? "" : degrees > 0 ? positive : negative;
  if (step >= 1) return `${Math.round(size)}°${letter}`;
  const minutes = Math.round(size * 600) / 10;
  const whole = Math.floor(minutes / 60);
  return `${whole}°${(minutes - 60 * whole).toFixed(step < 1 / 60 ? 1 : 0).padStart(2, "0")}′${letter}`;
}

/** The length of the scale bar for a view: round metres, and its pixels. */
export function scaleOf(view) {
  const most = 130 * view.metresPerPixel;
  const power = 10 ** Math.floor(Math.log10(most));
  const round = [5, 2, 1].map((digit) => digit * power).find((length) => length <= most) ?? power;
  return { metres: round, pixels: round / view.metresPerPixel };
}
