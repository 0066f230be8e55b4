// Colours. Their home is the style sheet, so that light, dark and print are told in one place.

const cache = new Map();

/** The colour of a name in the theme in force, as in `--sea`. */
export function colour(name) {
  let value = cache.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || "#888";
    cache.set(name, value);
  }
  return value;
}

/** To be called when the theme changes. */
export function forgetColours() {
  cache.clear();
}

export function typeColour(type) {
  return colour(`event-${type.replaceAll("_", "-")}`);
}

export const HULL_COLOURS = 8;

/** The number of a hull's colour; hulls without points share a quiet one, -1. */
export function hullColourNumber(hull) {
  return hull.score > 0 ? hull.number % HULL_COLOURS : -1;
}

export function hullColour(number) {
  return number < 0 ? colour("hull-quiet") : colour(`hull-${number}`);
}

/** Upper ends of the classes of speed, in knots; the last has none. */
export const SPEED_CLASSES_KN = [0.5, 2, 5, 10, 15, Infinity];

export function speedClass(knots) {
  return SPEED_CLASSES_KN.findIndex((end) => knots < end);
}

export function speedColour(number) {
  return colour(`speed-${number}`);
}
