// The map's projection: stereographic around the middle of the view. It keeps angles, is true to scale in the middle, and
// neither the antimeridian nor the poles are special, since only the middle of the view is.

import { EARTH_RADIUS_M } from "./payload.js";

/** Places farther from the middle than 140° are drawn there, well outside of every view. */
const LEAST_COS = Math.cos((140 * Math.PI) / 180);
const FARTHEST = 2 * Math.tan((70 * Math.PI) / 180);

/** Pixels a radian in the middle: at most 2 px a metre. */
const MOST_SCALE = 2 * EARTH_RADIUS_M;
/** The corners of the view are no farther from its middle, in radians of the middle: some 115° on the earth. */
const FARTHEST_CORNER = 3.1;

export class View {
  constructor() {
    this.width = 1;
    this.height = 1;
    this.scale = 400;
    this.lookAt(0, 0);
  }

  /** Puts a place in the middle, with north up. */
  lookAt(lonDeg, latDeg) {
    this.lonDeg = ((((lonDeg + 180) % 360) + 360) % 360) - 180;
    this.latDeg = Math.max(-90, Math.min(90, latDeg));
    const lon = (this.lonDeg * Math.PI) / 180;
    const lat = (this.latDeg * Math.PI) / 180;
    const [sinLon, cosLon, sinLat, cosLat] = [Math.sin(lon), Math.cos(lon), Math.sin(lat), Math.cos(lat)];
    this.middle = [cosLat * cosLon, cosLat * sinLon, sinLat];
    this.east = [-sinLon, cosLon, 0];
    this.north = [-sinLat * cosLon, -sinLat * sinLon, cosLat];
  }

  zoomTo(scale) {
    const least = Math.hypot(this.width, this.height) / 2 / FARTHEST_CORNER;
    this.scale = Math.max(least, Math.min(MOST_SCALE, scale));
  }

  /** Where on the screen the place with these coordinates is; the result is in `x` and `y` of the view. */
  project(a, b, c) {
    const [east, north, middle] = [this.east, this.north, this.middle];
    const right = east[0] * a + east[1] * b;
    const up = north[0] * a + north[1] * b + north[2] * c;
    const cos = middle[0] * a + middle[1] * b + middle[2] * c;
    let factor = this.scale;
    if (cos > LEAST_COS) factor *= 2 / (1 + cos);
    else factor *= FARTHEST / (Math.hypot(right, up) || 1);
    this.x = this.width / 2 + factor * right;
    this.y = this.height / 2 - factor * up;
  }

  projectDegrees(lonDeg, latDeg) {
    const [lon, lat] = [(lonDeg * Math.PI) / 180, (latDeg * Math.PI) / 180];
    const cosLat = Math.cos(lat);
    this.project(cosLat * Math.cos(lon), cosLat * Math.sin(lon), Math.sin(lat));
  }

  /** The unit vector of the place at a pixel. */
  placeAt(x, y) {
    const right = (x - this.width / 2) / this.scale;
    const up = (this.height / 2 - y) / this.scale;
    const square = right * right + up * up;
    const cos = (4 - square) / (4 + square);
    const factor = (1 + cos) / 2;
    return [0, 1, 2].map(
      (axis) => factor * (right * this.east[axis] + up * this.north[axis]) + cos * this.middle[axis],
    );
  }

  /** Puts the place at a pixel so many pixels away. */
  drag(dx, dy) {
    const [lonDeg, latDeg] = degreesOf(this.placeAt(this.width / 2 - dx, this.height / 2 - dy));
    this.lookAt(lonDeg, latDeg);
  }

  /** Zooms so that the place at a pixel stays there. */
  zoomAt(x, y, factor) {
    const before = this.placeAt(x, y);
    this.zoomTo(this.scale * factor);
    this.project(...before);
    this.drag(x - this.x, y - this.y);
  }

  get metresPerPixel() {
    return EARTH_RADIUS_M / this.scale;
  }

  /** The angle from the middle to the corners of the view. */
  get radius() {
    return 2 * Math.atan(Math.hypot(this.width, this.height) / 2 / this.scale / 2);
  }

  /** Whether any of a cap may be in view. */
  mayShow(cap) {
    const cos = this.middle[0] * cap.x + this.middle[1] * cap.y + this.middle[2] * cap.z;
    return Math.acos(Math.max(-1, Math.min(1, cos))) <= cap.radius + this.radius;
  }

  /** Shows all of these unit vectors, with a margin in pixels. */
  fit(places, margin = 40) {
    if (places.length === 0) return;
    const sum = places.reduce((all, place) => all.map((axis, i) => axis + place[i]), [0, 0, 0]);
    this.lookAt(...degreesOf(sum));
    // The middle of what is seen from the middle; again from there.
    for (let round = 0; round < 5; round++) {
      this.scale = 1000;
      let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
      for (const place of places) {
        this.project(...place);
        [left, right] = [Math.min(left, this.x), Math.max(right, this.x)];
        [top, bottom] = [Math.min(top, this.y), Math.max(bottom, this.y)];
      }
      this.drag(this.width / 2 - (left + right) / 2, this.height / 2 - (top + bottom) / 2);
      const wide = Math.max(this.width - 2 * margin, 50) / Math.max(right - left, 1e-6);
      const high = Math.max(this.height - 2 * margin, 50) / Math.max(bottom - top, 1e-6);
      this.fitted = 1000 * Math.min(wide, high);
    }
    this.zoomTo(Math.min(this.fitted, EARTH_RADIUS_M / 15));
  }
}

/** Longitude and latitude of a vector of any length. */
export function degreesOf([x, y, z]) {
  return [(Math.atan2(y, x) * 180) / Math.PI, (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI];
}

/** The place at a share of the straight line between two, brought to the surface. */
export function between(a, b, share) {
  const place = [0, 1, 2].map((axis) => a[axis] + share * (b[axis] - a[axis]));
  const length = Math.hypot(...place) || 1;
  return place.map((axis) => axis / length);
}

/** Places along the great circle between two, a degree apart or less. */
export function alongGreatCircle(a, b) {
  const angle = 2 * Math.asin(Math.min(1, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / 2));
  const pieces = Math.max(1, Math.ceil((angle * 180) / Math.PI));
  return Array.from({ length: pieces + 1 }, (_, piece) => between(a, b, piece / pieces));
}

/** Metres between two unit vectors, on the sphere. */
export function metresBetween(a, b) {
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / 2));
}

