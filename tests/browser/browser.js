// A browser that is allowed nothing but the file it opens.

import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { DIR } from "./seas.js";

export function launch(options = {}) {
  return chromium.launchPersistentContext(mkdtempSync(join(DIR, "profile-")), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    viewport: { width: 1440, height: 900 },
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ...options,
  });
}

/** Opens a report; returns the page, and everything that went wrong with it so far. */
export async function open(context, file) {
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) faults.push(`request: ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction("typeof $main === 'object'");
  return { page, faults };
}

/** The pieces of a hull's track on the screen, as the map draws them. */
export function piecesOf(page, name) {
  return page.evaluate((wanted) => {
    const hull = $payload.hulls.find((candidate) => candidate.name === wanted);
    const pieces = [];
    $ships.eachPiece($map.view, hull, (x0, y0, x1, y1, isSilent) => pieces.push({ x0, y0, x1, y1, isSilent }));
    return pieces;
  }, name);
}

/** How many of these places of the map have another colour than the sea, within two pixels. */
export function inked(page, places) {
  return page.evaluate((wanted) => {
    $map.draw();
    const canvas = document.getElementById("map-canvas");
    const density = canvas.width / $map.view.width;
    // Pixels of a copy, so that the page's own canvas is left as it is.
    const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const probe = document.createElement("canvas").getContext("2d");
    probe.fillStyle = $palette.colour("sea");
    probe.fillRect(0, 0, 1, 1);
    const sea = probe.getImageData(0, 0, 1, 1).data;
    const isInk = ([x, y]) => {
      const { data } = context.getImageData(Math.round((x - 2) * density), Math.round((y - 2) * density), Math.round(5 * density), Math.round(5 * density));
      for (let at = 0; at < data.length; at += 4) {
        if ([0, 1, 2].some((part) => Math.abs(data[at + part] - sea[part]) > 60)) return true;
      }
      return false;
    };
    return wanted.filter(isInk).length;
  }, places);
}

/**
 * What frames cost, from all of the sea to as near as can be by halves, each moved about a ship: how many places they project, how
 * many points they draw, and the least and the median time of their script.
 */
export function framesOf(page, moves = 11) {
  return page.evaluate(async (count) => {
    let [projected, drawn] = [0, 0];
    const { view } = $map;
    const project = view.project;
    view.project = (...place) => {
      projected++;
      project.apply(view, place);
    };
    for (const name of ["moveTo", "lineTo"]) {
      const real = CanvasRenderingContext2D.prototype[name];
      CanvasRenderingContext2D.prototype[name] = function (...point) {
        drawn++;
        real.apply(this, point);
      };
    }
    const { way } = $payload.hulls[0];
    const middle = 3 * (way.count >> 1);
    const [lonDeg, latDeg] = $projection.degreesOf(way.xyz.subarray(middle, middle + 3));
    $map.fitAll();
    const frames = [];
    for (let [zoom, before] = [0, null]; view.scale !== before; zoom++) {
      const times = [];
      let most = { projected: 0, drawn: 0 };
      let isShipThere = true;
      for (let move = 0; move < count; move++) {
        if (zoom > 0) view.lookAt(lonDeg, latDeg);
        view.drag(120 * Math.cos(move), 120 * Math.sin(move));
        [projected, drawn] = [0, 0];
        const start = performance.now();
        $map.draw();
        times.push(performance.now() - start);
        most = { projected: Math.max(most.projected, projected), drawn: Math.max(most.drawn, drawn) };
        let pieces = 0;
        $ships.eachPiece(view, $payload.hulls[0], () => pieces++);
        isShipThere &&= pieces > 0;
        await new Promise(requestAnimationFrame);
      }
      times.sort((a, b) => a - b);
      const [least, median] = [times[0], times[count >> 1]].map((time) => time.toFixed(1));
      const text = [zoom, view.metresPerPixel.toPrecision(3), most.projected, most.drawn, `${least} to ${median}`].join(", ");
      frames.push({ zoom, ...most, isShipThere, text });
      before = view.scale;
      view.zoomTo(2 * view.scale);
    }
    return frames;
  }, moves);
}
