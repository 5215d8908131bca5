import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, choose, clock, drawn, drop, expected, picture, range, says, text, toFrame, trace, withPage } from "./page.mjs";

const ratio = new RegExp(`^B takes ${String(Number(expected.ratio.toPrecision(4)))} times as long as A`);

test("two runs side by side: maps, charts, one time, what differs", () => withPage(async (page) => {
  await choose(page, [trace("a", "trace.h5"), trace("b", "trace.h5")]);
  await drawn(page, 2);
  await says(page, ".verdict", ratio);
  const panel = await text(page, ".panel");
  assert.match(panel, /schedule\.balancediffusivenone/);
  assert.match(panel, /balance moves/);
  await toFrame(page);
  const frames = await page.locator("canvas.map").evaluateAll((maps) => maps.map((map) => map.dataset.frame));
  assert.deepEqual(frames, [String(expected.frame), String(expected.frame)]);
  const second = await picture(page, ".map-box:nth-child(2) canvas.map");
  assert.notEqual(await picture(page), second, "the two maps differ");
  await page.keyboard.press("ArrowRight");
  await changes(() => picture(page, ".map-box:nth-child(2) canvas.map"), second, "the second map");
  const plots = page.locator(".chart .u-over");
  const plot = await plots.first().boundingBox();
  await page.mouse.move(plot.x + plot.width / 2, plot.y + 30);
  const lines = await page.evaluate(() => [...document.querySelectorAll(".chart-column")].map((column) => column.querySelector(".cursor-line").style.left));
  assert.equal(lines.length, 2);
  assert.equal(lines[0], lines[1], "the cursors of both runs are at one time");
  await page.keyboard.press("+");
  assert.ok((await range(page))[1] > 0);
  await page.keyboard.press("End");
  await says(page, ".ended", /ended at/);
  await page.keyboard.press("c");
  await page.waitForFunction(() => document.querySelectorAll("canvas.map").length === 1);
  assert.equal(await page.locator("#tab-compare").count(), 0);
}));

test("runs of other work on another wafer: told, and on the same scales", () => withPage(async (page) => {
  await choose(page, [trace("a", "trace.h5"), trace("other", "trace.h5")]);
  await drawn(page, 2);
  await says(page, ".caution", /workload\.owg is er and moe.*wafer\.chiplet_cols|wafer\.chiplet_cols.*workload\.owg|workload\.owg is er and moe.* more below/);
  await page.keyboard.press("3");
  const scales = () => page.locator(".map-box .legend").evaluateAll((all) => all.map((each) => /0 B(.*?) ?held/.exec(each.textContent)?.[1]));
  await page.waitForFunction(() => [...document.querySelectorAll(".map-box .legend")].every((each) => /held/.test(each.textContent)));
  await changes(async () => { const [one, two] = await scales(); return one === two; }, false, "whether the scales are one");
  assert.match(await page.getAttribute(".map-box:nth-child(2) canvas.map", "aria-label"), /1 x 2 chiplets/);
  assert.match(await text(page, ".note"), /trace\.h5 has no samples: trace\.interval \(10 Mcycles\) is longer/);
}));

test("of a run that was cut off it is not said how long it takes", () => withPage(async (page) => {
  await choose(page, [trace("a", "trace.h5"), trace("killed", "rank-0000.h5")]);
  await drawn(page, 2);
  await says(page, ".verdict", /^A is known until [\d.]+ [MG]cycles only: which of them is faster cannot be told\.$/);
}));

test("a second run is added by dropping it on Compare, or with the button, which does not keep the keyboard", () => withPage(async (page) => {
  await drop(page, trace("a", "trace.h5"));
  await drawn(page);
  await drop(page, trace("b", "trace.h5"), 1);
  await drawn(page, 2);
  await says(page, ".verdict", ratio);
  assert.match(await clock(page), /^0/);
  await page.click("text=End comparison");
  await page.waitForFunction(() => document.querySelectorAll("canvas.map").length === 1);
  await choose(page, trace("b", "trace.h5"), "text=Compare\u2026");
  await drawn(page, 2);
  await page.keyboard.press("Space");
  assert.match(await text(page, ".play"), /Pause/);
  assert.equal(await page.locator("canvas.map").count(), 2);
}));
