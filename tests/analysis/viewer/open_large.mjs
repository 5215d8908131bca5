// How long a trace takes to show, in milliseconds: to its facts, to its map, to its charts.  Not part of tests/run.
//   octosim run jobs/experiments/er_wafer.toml --set trace.interval=6500 -o out/large     # about 100 MB
//   OCTOSIM_CHROMIUM=/usr/bin/chromium node open_large.mjs out/large/trace.h5 [TIMES]
import { createRequire } from "node:module";
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const { chromium } = createRequire(join(root, "analysis/viewer/package.json"))("playwright-core");
const [trace, times = "3"] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.OCTOSIM_CHROMIUM, args: ["--no-sandbox"] });
console.log(`${trace}: ${(statSync(trace).size / 1e6).toFixed(1)} MB`);
for (let n = 0; n < Number(times); n++) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(join(root, "analysis/viewer/dist/viewer.html")).href);
  await page.waitForSelector("html[data-ready]");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.click("#open")]);
  const began = performance.now();
  const since = () => Math.round(performance.now() - began);
  await chooser.setFiles(trace);
  await page.waitForSelector("main:not([hidden])");
  const facts = since();
  await page.waitForFunction(() => document.querySelector("canvas.map")?.dataset.frame);
  const map = since();
  await page.waitForSelector(".chart .u-over");
  console.log(`facts ${facts} ms, map ${map} ms, charts ${since()} ms`);
  await page.close();
}
await browser.close();
