// A picture of a page of octosim report: node shoot.mjs PAGE.html OUT.png light|dark PART.  Called by make.py.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const { chromium } = createRequire(join(root, "analysis/viewer/package.json"))("playwright-core");
const [report, picture, colorScheme, part] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.OCTOSIM_CHROMIUM, args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 920 }, deviceScaleFactor: 2, colorScheme, offline: true });
const page = await context.newPage();
await page.goto(pathToFileURL(report).href);
await page.waitForSelector("html[data-ready]");
await page.waitForFunction(() => document.querySelectorAll(".chart .u-over").length >= 4); // the network is read last
await page.keyboard.press("2");
await page.evaluate((where) => {
  const slider = document.querySelector("input[type=range]");
  slider.value = String(1000 * where);
  slider.dispatchEvent(new Event("input"));
}, Number(part));
await page.waitForFunction(() => document.querySelector("canvas.map").dataset.frame > 0);
await page.waitForTimeout(500); // what was asked for is drawn
const { bottom } = await page.evaluate(() => document.querySelector(".charts .strip").getBoundingClientRect().toJSON());
await page.screenshot({ path: picture, clip: { x: 0, y: 0, width: 1280, height: Math.ceil(bottom) + 6 } });
await browser.close();
