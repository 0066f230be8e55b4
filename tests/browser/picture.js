// Takes the README's picture of the report: node picture.js FILE.png

import { rmSync } from "node:fs";
import { launch, open } from "./browser.js";
import { DIR, reports } from "./seas.js";

const [file] = process.argv.slice(2);
const context = await launch({ viewport: { width: 1280, height: 760 } });
try {
  const { page, faults } = await open(context, reports().eastSea);
  // A ship with a long way, a silence and what it could have reached meanwhile.
  await page.evaluate(() => {
    const silence = $payload.events.find((event) => event.type === "gap" && event.reach && $payload.hulls[event.hulls[0]].ship.class === "cargo" && $payload.hulls[event.hulls[0]].rank !== null);
    $state.chooseEvent(silence.number);
    $map.view.fit($ships.placesOf([$payload.hulls[silence.hulls[0]]]), 90);
    $map.draw();
  });
  await page.locator("#dossier").evaluate((panel) => panel.scrollTo(0, 0));
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file });
  if (faults.length > 0) throw new Error(faults.join("\n"));
} finally {
  await context.close();
  rmSync(DIR, { recursive: true, force: true });
}
