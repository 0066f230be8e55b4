// A symbol for each type of events: told apart by its shape first, then by its colour. Shapes lie within 1 of the middle.

import { svg } from "./elements.js";
import { typeColour } from "./palette.js";

const disc = (x, y, r) => `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0z`;
const hole = (x, y, r) => `M${x - r},${y}a${r},${r} 0 1 1 ${2 * r},0a${r},${r} 0 1 1 ${-2 * r},0z`;

const SHAPES = {
  gap: "M-1,-.55h.75v1.1h-.75z M.25,-.55h.75v1.1h-.75z",
  encounter: `${disc(-0.5, 0, 0.52)} ${disc(0.5, 0, 0.52)}`,
  loitering: `${disc(0, 0, 0.95)} ${hole(0, 0, 0.52)}`,
  gathering: `${disc(0, -0.5, 0.44)} ${disc(-0.5, 0.4, 0.44)} ${disc(0.5, 0.4, 0.44)}`,
  zone_visit: "M0,-1L.95,-.31L.59,.81L-.59,.81L-.95,-.31z",
  port_visit: "M-.72,-.72h1.44v1.44h-1.44z",
  identity_conflict: "M-.95,-.75L0,-.1L.95,-.75V.75L0,.1L-.95,.75z",
  position_jump: "M0,-1L.95,.75H-.95z",
  impossible_position: "M-.95,-.5L-.5,-.95L0,-.45L.5,-.95L.95,-.5L.45,0L.95,.5L.5,.95L0,.45L-.5,.95L-.95,.5L-.45,0z",
};
const OTHER = "M0,-1L.9,0L0,1L-.9,0z";

const shapeOf = (type) => SHAPES[type] ?? OTHER;

const paths = new Map();

/** The symbol of a type, to be drawn on a canvas whose unit is its half width. */
export function symbolPath(type) {
  if (!paths.has(type)) paths.set(type, new Path2D(shapeOf(type)));
  return paths.get(type);
}

/** The same for lists; `possible` ones are hollow. */
export function symbol(type, isPossible = false) {
  const path = svg("path", { d: shapeOf(type), class: isPossible ? "hollow" : null });
  const icon = svg("svg", { viewBox: "-1.3 -1.3 2.6 2.6", class: "symbol", "aria-hidden": "true" }, path);
  icon.style.color = `var(--event-${type.replaceAll("_", "-")})`;
  return icon;
}

/** Draws a symbol on a canvas. */
export function drawSymbol(context, type, x, y, size, { isHollow = false, isFaint = false, halo }) {
  const path = symbolPath(type);
  context.save();
  context.translate(x, y);
  context.scale(size, size);
  context.globalAlpha = isFaint ? 0.35 : 1;
  context.lineJoin = "round";
  context.lineWidth = 3 / size;
  context.strokeStyle = halo;
  context.stroke(path);
  if (isHollow) {
    context.fillStyle = halo;
    context.fill(path);
    context.lineWidth = 1.3 / size;
    context.strokeStyle = typeColour(type);
    context.stroke(path);
  } else {
    context.fillStyle = typeColour(type);
    context.fill(path);
  }
  context.restore();
}
