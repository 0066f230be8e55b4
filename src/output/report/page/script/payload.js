// Unpacks what the page was given. Positions become unit vectors from the middle of the earth, three numbers each, so
// that no longitude jumps and no pole is special from here on.

export const EARTH_RADIUS_M = 6371008.8;

export const payload = JSON.parse(document.getElementById("payload").textContent);

/** Reads the numbers of a packed text, one after the other; `packed.rs` has the format. */
class Numbers {
  constructor(text) {
    this.bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    this.at = 0;
  }

  unsigned() {
    let number = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      number += (byte & 0x7f) * factor;
      if (byte < 0x80) return number;
      factor *= 128;
    }
  }

  signed() {
    const bits = this.unsigned();
    return bits % 2 === 0 ? bits / 2 : -(bits + 1) / 2;
  }
}

/** Writes the unit vector of a place in degrees into `xyz` at the point of this number. */
export function putPlace(xyz, index, lonDeg, latDeg) {
  const lon = (lonDeg * Math.PI) / 180;
  const lat = (latDeg * Math.PI) / 180;
  xyz[3 * index] = Math.cos(lat) * Math.cos(lon);
  xyz[3 * index + 1] = Math.cos(lat) * Math.sin(lon);
  xyz[3 * index + 2] = Math.sin(lat);
}

/** The unit vector of a place in degrees. */
export function placeOf(lonDeg, latDeg) {
  const xyz = new Float64Array(3);
  putPlace(xyz, 0, lonDeg, latDeg);
  return xyz;
}

/** A cap that holds the points from `start` to `end`: its middle, and the cosine of its radius. */
function capOf(xyz, start, end) {
  let [x, y, z] = [0, 0, 0];
  for (let i = start; i < end; i++) {
    x += xyz[3 * i];
    y += xyz[3 * i + 1];
    z += xyz[3 * i + 2];
  }
  const length = Math.hypot(x, y, z) || 1;
  [x, y, z] = [x / length, y / length, z / length];
  let cos = 1;
  for (let i = start; i < end; i++) {
    cos = Math.min(cos, x * xyz[3 * i] + y * xyz[3 * i + 1] + z * xyz[3 * i + 2]);
  }
  return { x, y, z, radius: Math.acos(Math.max(-1, Math.min(1, cos))) };
}

/** The corners of a track: seconds, places, level, and whether a silence came before. */
function unpackWay(way) {
  const numbers = new Numbers(way.packed);
  const count = way.corners;
  const result = {
    count,
    seconds: new Float64Array(count),
    xyz: new Float64Array(3 * count),
    level: new Uint8Array(count),
    silent: new Uint8Array(count),
    byLevel: [],
  };
  const perDegree = payload.levels.track_quanta_per_degree;
  let [second, lon, lat] = [way.start_s, 0, 0];
  for (let i = 0; i < count; i++) {
    second += numbers.unsigned();
    lon += numbers.signed();
    lat += numbers.signed();
    const flags = numbers.unsigned();
    result.seconds[i] = second;
    putPlace(result.xyz, i, lon / perDegree, lat / perDegree);
    result.level[i] = flags >> 1;
    result.silent[i] = flags & 1;
  }
  result.cap = capOf(result.xyz, 0, count);
  return result;
}

/** Rings: corners of all, where each ring starts, their levels, and which sides lie along the antimeridian. */
function unpackRings(rings) {
  const numbers = new Numbers(rings.packed);
  const result = {
    count: rings.rings,
    starts: new Uint32Array(rings.rings + 1),
    xyz: new Float64Array(3 * rings.corners),
    degrees: new Float64Array(2 * rings.corners),
    level: new Uint8Array(rings.corners),
    caps: [],
    byLevel: [],
  };
  const perDegree = payload.levels.ring_quanta_per_degree;
  let [corner, lon, lat] = [0, 0, 0];
  for (let ring = 0; ring < rings.rings; ring++) {
    for (let left = numbers.unsigned(); left > 0; left--) {
      lon += numbers.signed();
      lat += numbers.signed();
      result.level[corner] = numbers.unsigned();
      result.degrees[2 * corner] = lon / perDegree;
      result.degrees[2 * corner + 1] = lat / perDegree;
      putPlace(result.xyz, corner, lon / perDegree, lat / perDegree);
      corner++;
    }
    result.starts[ring + 1] = corner;
    result.caps.push(capOf(result.xyz, result.starts[ring], corner));
  }
  return result;
}

/** The speed over time: seconds, knots, and whether a silence came before. */
function unpackSpeed(speed, startS) {
  const numbers = new Numbers(speed.packed);
  const points = [];
  let [second, tenths] = [startS, 0];
  for (let i = 0; i < speed.points; i++) {
    second += numbers.unsigned();
    const coded = numbers.signed();
    tenths += Math.floor(coded / 2);
    points.push({ second, knots: tenths / 10, afterSilence: coded % 2 !== 0 });
  }
  return points;
}

const secondOf = (text) => (text === null ? null : Date.parse(text) / 1000);

export const dataEndS = secondOf(payload.account.data_end);

export const events = payload.events.map((event, number) => ({
  ...event,
  number,
  startS: secondOf(event.start),
  endS: secondOf(event.end) ?? Math.max(dataEndS, secondOf(event.start)),
  isPossible: event.type === "zone_visit" && event.evidence.possible,
  place: placeOf(event.lon, event.lat),
  reach: event.reach ? unpackRings(event.reach) : null,
}));

export const hulls = payload.hulls.map((hull, number) => {
  let speed = null;
  return {
    ...hull,
    number,
    name: hull.ship.names[0] ?? null,
    way: unpackWay(hull.way),
    /** Unpacked when it is first shown. */
    speedPoints() {
      speed ??= unpackSpeed(hull.speed, hull.way.start_s);
      return speed;
    },
  };
});

export const land = payload.land ? unpackRings(payload.land) : null;

export const zones = payload.zones.map((zone) => ({ ...zone, rings: unpackRings(zone.rings) }));

export const ports = payload.ports.map((port) => ({
  ...port,
  place: placeOf(port.position.lon, port.position.lat),
}));

/** The first and the last second of all tracks and events. */
export const span = (() => {
  let [from, to] = [Infinity, -Infinity];
  for (const { way } of hulls) {
    if (way.count === 0) continue;
    from = Math.min(from, way.seconds[0]);
    to = Math.max(to, way.seconds[way.count - 1]);
  }
  for (const event of events) {
    from = Math.min(from, event.startS);
    to = Math.max(to, event.endS);
  }
  return from < to ? { from, to } : { from: dataEndS - 3600, to: dataEndS };
})();
