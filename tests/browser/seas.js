// The seas that the browser looks at: the sample of the repository, and small ones made here, as reports of the program.

import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = process.env.DARKWAKE_ROOT ?? resolve(import.meta.dirname, "../..");
const PROGRAM = resolve(ROOT, process.env.DARKWAKE ?? "target/release/darkwake");

export const DIR = mkdtempSync(join(tmpdir(), "darkwake-browser-"));

/** A name that would do harm if it were ever taken for markup or script. */
export const HOSTILE = "</script><img src=x onerror=hacked()>\u2028<b>";

const HEADER =
  "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass";

/** Rows of a ship that is heard every ten minutes and is where `placeAt` has it, hour by hour. */
function ship(mmsi, name, hours, placeAt) {
  const rows = [];
  for (let minute = 0; minute <= hours * 60; minute += 10) {
    const place = placeAt(minute / 60);
    if (!place) continue;
    const time = new Date(Date.UTC(2024, 4, 1) + minute * 60000).toISOString().slice(0, 19);
    rows.push(`${mmsi},${time},${place[0].toFixed(5)},${place[1].toFixed(5)},9.0,90.0,90,"${name}",,,30,0,40,8,,,A`);
  }
  return rows;
}

const turned = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;

/** Two ships that cross the antimeridian, one of them with a silence of eight hours. */
function antimeridian() {
  const east = (hour) => [-18 + 0.02 * hour, turned(178.5 + 0.12 * hour)];
  const west = (hour) => (hour > 6 && hour < 14 ? null : [-17.5, turned(-178.6 - 0.12 * hour)]);
  return [...ship(440100001, "EASTWARD", 24, east), ...ship(440100002, HOSTILE, 24, west)];
}

/** A ship that passes within 40 km of the pole, from one side of the earth to the other. */
function highNorth() {
  return ship(273100001, "POLAR", 48, (hour) => {
    // Along the meridians 40° E and 140° W, a little beside the pole.
    const north = -4 + 0.17 * hour;
    const beside = 0.35;
    const lat = 90 - Math.hypot(north, beside);
    return [lat, turned(40 + (Math.atan2(beside, -north) * 180) / Math.PI)];
  });
}

/** How many ships there are in the sea of many ships, and how often each is heard. */
export const MANY = { ships: 200, fixes: 1500 };

/**
 * A day of many ships, heard every minute: each goes its own way with a turn of its own at every fix, so that little can be
 * left out of a track but by the scale at which it is drawn. The same in every run.
 */
function manyShips() {
  let seed = 20240501;
  const random = () => {
    // The minimal standard generator of Park and Miller (1988).
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const rows = [];
  for (let number = 0; number < MANY.ships; number++) {
    let [lat, lon, course] = [34 + 5 * random(), 128 + 8 * random(), 2 * Math.PI * random()];
    const turn = 0.4 + random();
    const knots = 4 + 8 * random();
    for (let minute = 0; minute < MANY.fixes; minute++) {
      course += turn * (random() - 0.5);
      lat += (knots / 3600) * Math.cos(course);
      lon += ((knots / 3600) * Math.sin(course)) / Math.cos((lat * Math.PI) / 180);
      const time = new Date(Date.UTC(2024, 4, 1) + minute * 60000).toISOString().slice(0, 19);
      const degrees = ((((course * 180) / Math.PI) % 360) + 360) % 360;
      rows.push(`${440200000 + number},${time},${lat.toFixed(5)},${lon.toFixed(5)},${knots.toFixed(1)},${degrees.toFixed(1)},,SHIP ${number},,,30,0,40,8,,,A`);
    }
  }
  return rows;
}

function report(name, input, more = []) {
  const out = join(DIR, name);
  execFileSync(PROGRAM, ["detect", input, "--out", out, "--format", "html", "--quiet", ...more]);
  return join(out, "report.html");
}

function made(name, rows) {
  const input = join(DIR, `${name}.csv`);
  writeFileSync(input, `${HEADER}\n${rows.join("\n")}\n`);
  return report(name, input);
}

export function reports() {
  const sea = join(ROOT, "data/east_sea");
  return {
    eastSea: report("east_sea", join(sea, "ais.csv"), ["--zones", join(sea, "zones.geojson"), "--ports", join(sea, "ports.csv")]),
    antimeridian: made("antimeridian", antimeridian()),
    highNorth: made("high_north", highNorth()),
    manyShips: made("many_ships", manyShips()),
  };
}
