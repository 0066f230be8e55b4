// report.html as a person meets it, in a real browser.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { rmSync, statSync } from "node:fs";
import { framesOf, inked, launch, open, piecesOf } from "./browser.js";
import { DIR, HOSTILE, reports } from "./seas.js";

let context;
let files;

before(async () => {
  files = reports();
  context = await launch();
});

after(async () => {
  await context?.close();
  rmSync(DIR, { recursive: true, force: true });
});

/** Opens a report for one test, which fails if anything went wrong with the page. */
async function withPage(file, check, options) {
  const own = options ? await launch(options) : context;
  const { page, faults } = await open(own, file);
  try {
    await check(page);
    assert.deepEqual(faults, []);
  } finally {
    await page.close();
    if (options) await own.close();
  }
}

const rows = (page) => page.locator("#list button.hull");
const drawn = (page) => page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");

describe("the sample sea", () => {
  test("loads without network and without a complaint, and is not large", () =>
    withPage(files.eastSea, async (page) => {
      assert.match(await page.locator("#subtitle").textContent(), /68 hulls/);
      assert.equal(await rows(page).count(), 68);
      assert.ok(statSync(files.eastSea).size < 5e6);
    }));

  test("the list ranks, and filters", () =>
    withPage(files.eastSea, async (page) => {
      const scores = (await rows(page).locator(".score").allTextContents()).map(Number);
      assert.deepEqual(scores, [...scores].sort((a, b) => b - a));
      await page.fill("#search", "haenuri");
      const named = await rows(page).locator(".name").allTextContents();
      assert.ok(named.length > 0 && named.length < 68 && named.every((name) => /haenuri/i.test(name)), named.join());
      await page.fill("#search", "");
      await page.uncheck("[data-type=zone_visit]");
      const left = await page.locator("#tab-events").textContent();
      assert.equal(await page.evaluate("$state.shown.events.some((event) => event.type === 'zone_visit')"), false);
      await page.fill("#from", "2024-05-03T00:00");
      assert.notEqual(await page.locator("#tab-events").textContent(), left);
      assert.ok(await page.evaluate("$state.shown.events.every((event) => event.endS >= Date.UTC(2024, 4, 3) / 1000)"));
      await page.fill("#least-score", "30");
      const high = (await rows(page).locator(".score").allTextContents()).map(Number);
      assert.ok(high.length > 0 && high.every((score) => score >= 30), high.join());
      await page.click("#clear-filters");
      assert.equal(await rows(page).count(), 68);
    }));

  test("the slider moves the ships, and plays", () =>
    withPage(files.eastSea, async (page) => {
      const middle = await page.evaluate("Math.round(($payload.span.from + $payload.span.to) / 2)");
      await page.fill("#slider", String(middle));
      assert.match(await page.locator("#moment").textContent(), /^2024-05-0[23] \d\d:\d\d UTC$/);
      const before = await page.evaluate("$state.state.second");
      await page.click("#play");
      await page.waitForFunction((second) => $state.state.second > second, before);
      await page.click("#play");
      const stopped = await page.evaluate("$state.state.second");
      await drawn(page);
      assert.equal(await page.evaluate("$state.state.second"), stopped);
      await page.click("#whole");
      assert.equal(await page.locator("#moment").textContent(), "whole period");
    }));

  test("a click on an event centres it and shows its numbers", () =>
    withPage(files.eastSea, async (page) => {
      await page.click("#tab-events");
      const row = page.locator("#list .event-row").nth(20);
      const number = Number(await row.getAttribute("data-event"));
      await row.click();
      const off = await page.evaluate((event) => {
        $map.view.project(...$payload.events[event].place);
        return Math.hypot($map.view.x - $map.view.width / 2, $map.view.y - $map.view.height / 2);
      }, number);
      assert.ok(off < 1, `${off} px from the middle`);
      assert.equal(await page.locator("#dossier .event.chosen .evidence").count(), 1);
    }));

  test("a ship that is chosen comes into view, and is large enough to be seen", () =>
    withPage(files.eastSea, async (page) => {
      const sizeOf = (number) =>
        page.evaluate((chosen) => {
          const { cap } = $payload.hulls[chosen].way;
          $map.view.project(cap.x, cap.y, cap.z);
          const { x, y, width, height, scale } = $map.view;
          return { isInView: x > 0 && y > 0 && x < width && y < height, pixels: 2 * cap.radius * scale, scale };
        }, number);
      await page.evaluate("$map.view.lookAt(-30, 0); $map.view.zoomTo(300); $map.draw()");
      await rows(page).first().click();
      const first = await sizeOf(0);
      assert.ok(first.isInView && first.pixels > 100, JSON.stringify(first));
      // What is seen well already stays where it is.
      await page.evaluate("$map.view.zoomTo(0.8 * $map.view.scale)");
      const { scale } = await sizeOf(0);
      await page.keyboard.press("Escape");
      await rows(page).first().click();
      assert.equal((await sizeOf(0)).scale, scale);
    }));

  test("a click on the map chooses what is there", () =>
    withPage(files.eastSea, async (page) => {
      const [number, x, y] = await page.evaluate(() => {
        $map.centreEvent($payload.events.find((event) => event.type === "encounter").number);
        $map.draw();
        const event = $payload.events.find((candidate) => candidate.type === "encounter");
        const box = document.getElementById("map-canvas").getBoundingClientRect();
        $map.view.project(...event.place);
        return [event.number, box.left + $map.view.x, box.top + $map.view.y];
      });
      await page.mouse.click(x, y);
      const chosen = await page.evaluate("$state.state.event");
      assert.equal(await page.evaluate((event) => $payload.events[event].type, chosen), "encounter");
      assert.equal(chosen, number);
      // With how far the two were apart, and the speed of the chosen one.
      assert.equal(await page.locator("#dossier svg.plot").count(), 2);
    }));

  test("the mouse moves and zooms the map", () =>
    withPage(files.eastSea, async (page) => {
      const look = () => page.evaluate("[$map.view.lonDeg, $map.view.latDeg, $map.view.scale]");
      const [lon, lat, scale] = await look();
      await page.mouse.move(800, 400);
      await page.mouse.down();
      await page.mouse.move(900, 460, { steps: 5 });
      await page.mouse.up();
      const [west, north] = await look();
      assert.ok(west < lon && north > lat, "what was under the pointer went with it");
      await page.mouse.wheel(0, -300);
      await drawn(page);
      assert.ok((await look())[2] > scale);
    }));

  test("the keyboard does it all", () =>
    withPage(files.eastSea, async (page) => {
      await page.keyboard.press("j");
      assert.equal(await page.locator("#dossier h2").textContent(), await rows(page).nth(0).locator(".name").textContent());
      await page.keyboard.press("j");
      assert.equal(await page.evaluate("$state.state.hull"), 1);
      await page.keyboard.press("Escape");
      assert.equal(await page.locator("#dossier").isVisible(), false);
      await page.keyboard.press(".");
      assert.notEqual(await page.evaluate("$state.state.second"), null);
      await page.keyboard.press(" ");
      assert.equal(await page.evaluate("$state.state.isPlaying"), true);
      await page.keyboard.press(" ");
      assert.equal(await page.evaluate("$state.state.isPlaying"), false);
      await page.keyboard.press("/");
      await page.keyboard.type("pado");
      assert.ok((await rows(page).count()) < 68);
      await page.keyboard.press("Escape");
      await page.keyboard.press("m");
      const lat = await page.evaluate("$map.view.latDeg");
      await page.keyboard.press("ArrowUp");
      assert.ok((await page.evaluate("$map.view.latDeg")) > lat);
      await page.keyboard.press("?");
      assert.equal(await page.locator("#keys").isVisible(), true);
      await page.keyboard.press("Escape");
      await page.keyboard.press("a");
      assert.match(await page.locator("#account").textContent(), /42,460 read = .* kept \+ .* duplicates \+ .* rejected/);
      assert.match(await page.locator("#account").textContent(), /min_duration_h/);
    }));
});

describe("200 ships and 300,000 fixes", () => {
  test("a frame projects and draws what its scale needs, at any zoom and while it is moved", (t) =>
    withPage(files.manyShips, async (page) => {
      assert.match(await page.locator("#subtitle").textContent(), /200 hulls\s+·\s+300,000 rows/);
      assert.ok(statSync(files.manyShips).size < 5e6);
      const frames = await framesOf(page);
      t.diagnostic(`zoom, m a pixel, projected, drawn, ms: ${frames.map((frame) => frame.text).join("; ")}`);
      for (const { zoom, projected, drawn: points, isShipThere } of frames) {
        assert.ok(isShipThere, `zoom ${zoom}: the ship that is followed is on the map`);
        assert.ok(projected < 75_000, `zoom ${zoom}: ${projected} places are projected`);
        assert.ok(points > 20 && points < 40_000, `zoom ${zoom}: ${points} points are drawn`);
      }
      // As near as can be, a hundredth of what was read.
      assert.ok(frames.at(-1).drawn < 3_000, `${frames.at(-1).drawn} points are drawn of the nearest`);
    }));

  test("the pointer and the slider ask as little", () =>
    withPage(files.manyShips, async (page) => {
      const projected = await page.evaluate(() => {
        const { view } = $map;
        const real = view.project;
        let count = 0;
        view.project = (...place) => {
          count++;
          real.apply(view, place);
        };
        $map.fitAll();
        $map.draw();
        count = 0;
        $map.pointAt(view.width / 2, view.height / 2);
        const pointer = count;
        $state.change({ second: ($payload.span.from + $payload.span.to) / 2 });
        count = 0;
        $map.draw();
        return { pointer, slider: count };
      });
      assert.ok(projected.pointer > 0 && projected.pointer < 60_000, `pointer: ${projected.pointer}`);
      assert.ok(projected.slider > 200 && projected.slider < 60_000, `slider: ${projected.slider}`);
    }));
});

describe("seas without a seam", () => {
  for (const [sea, name] of [["antimeridian", "EASTWARD"], ["highNorth", "POLAR"]]) {
    test(`${sea}: the track is one line on the map`, () =>
      withPage(files[sea], async (page) => {
        await page.evaluate("$map.fitAll()");
        await drawn(page);
        const pieces = await piecesOf(page, name);
        assert.ok(pieces.length > 0 && pieces.every((piece) => !piece.isSilent));
        for (let at = 1; at < pieces.length; at++) {
          const gap = Math.hypot(pieces[at].x0 - pieces[at - 1].x1, pieces[at].y0 - pieces[at - 1].y1);
          assert.ok(gap < 1e-6, "each piece starts where the one before ended");
        }
        const [first, last] = [pieces[0], pieces.at(-1)];
        const across = Math.hypot(last.x1 - first.x0, last.y1 - first.y0);
        const along = pieces.reduce((sum, { x0, y0, x1, y1 }) => sum + Math.hypot(x1 - x0, y1 - y0), 0);
        assert.ok(across > 300 && along < 1.1 * across, `${along} px for ${across} px: no way round the earth`);
        const middles = pieces.flatMap(({ x0, y0, x1, y1 }) => [0.25, 0.5, 0.75].map((share) => [x0 + share * (x1 - x0), y0 + share * (y1 - y0)]));
        assert.equal(await inked(page, middles), middles.length);
        const beside = middles.map(([x, y]) => [x + 45, y + 45]);
        assert.ok((await inked(page, beside)) < middles.length / 2, "the sea beside the track is empty");
      }));
  }

  test("a silence across the antimeridian is dashed, and the short way", () =>
    withPage(files.antimeridian, async (page) => {
      const silences = (await piecesOf(page, HOSTILE)).filter((piece) => piece.isSilent);
      assert.equal(silences.length, 1);
      const width = await page.evaluate("$map.view.width");
      assert.ok(Math.abs(silences[0].x1 - silences[0].x0) < width / 2);
    }));
});

test("a hostile name stays text", () =>
  withPage(files.antimeridian, async (page) => {
    const names = await rows(page).locator(".name").allTextContents();
    assert.ok(names.includes(HOSTILE), JSON.stringify(names));
    await page.fill("#search", "440100002");
    await rows(page).first().click();
    assert.equal(await page.locator("#dossier h2").textContent(), HOSTILE);
    assert.equal(await page.locator("img, #list b, #dossier b").count(), 0);
    assert.equal(await page.evaluate("document.scripts.length"), 2);
  }));

test("on a phone nothing scrolls sideways", () =>
  withPage(
    files.eastSea,
    async (page) => {
      const isWide = () => page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
      assert.equal(await isWide(), false);
      await rows(page).first().click();
      assert.equal(await isWide(), false, "with a dossier");
      await page.locator("#dossier .event-button").first().click();
      assert.equal(await isWide(), false, "with an event");
      await page.click("#open-account");
      assert.equal(await isWide(), false, "with the account");
      const size = await page.evaluate("[$map.view.width, $map.view.height]");
      assert.equal(size[0], 390);
      assert.ok(size[1] > 300, String(size));
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  ));

test("the theme is that of the system, and can be changed", () =>
  withPage(
    files.eastSea,
    async (page) => {
      const brightness = () =>
        page.evaluate(() => {
          const copy = document.createElement("canvas").getContext("2d");
          copy.drawImage(document.getElementById("map-canvas"), 0, 0);
          const { data } = copy.getImageData(2, 2, 1, 1);
          return (data[0] + data[1] + data[2]) / 3;
        });
      assert.ok((await brightness()) < 80);
      await page.click("#theme");
      await drawn(page);
      assert.ok((await brightness()) > 180);
    },
    { colorScheme: "dark" },
  ));

test("it prints on white: map, list, dossier and account", () =>
  withPage(
    files.eastSea,
    async (page) => {
      await rows(page).first().click();
      await page.emulateMedia({ media: "print" });
      await drawn(page);
      assert.equal(await page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)");
      assert.equal(await page.evaluate("document.documentElement.dataset.theme"), "light");
      for (const part of ["#map-canvas", "#list", "#dossier", "#account"]) {
        assert.equal(await page.locator(part).isVisible(), true, part);
      }
      for (const part of ["#filters", "#tools", "#play"]) assert.equal(await page.locator(part).isVisible(), false, part);
      assert.ok((await page.pdf({ format: "A4" })).length > 50_000);
    },
    { colorScheme: "dark" },
  ));
