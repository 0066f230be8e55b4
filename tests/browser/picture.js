// Takes the README's picture of the report: node picture.js FILE.png

import { rmSync } from "node:fs";
import { launch, open } from "./browser.js";
import { DIR, reports } from "./seas.js";

const [file] = process.argv.slice(2);
const context = await launch({ viewport: { width: 1360, height: 820 } });
try {
  const { page, faults } = await open(context, reports().eastSea);
  await page.locator("#list button.hull").first().click();
  await page.evaluate(() => {
    const hull = $payload.hulls[0];
    $map.view.fit($ships.placesOf([hull]), 170);
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
