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
