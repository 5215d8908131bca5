import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, choose, clock, drawn, expected, picture, range, says, text, toFrame, trace, withPage } from "./page.mjs";

test("play moves the time and the map; pause holds it; arrows step by an interval", () => withPage(async (page) => {
  await choose(page, trace("a", "trace.h5"));
  await drawn(page);
  await page.keyboard.press("Home");
  const before = await picture(page);
  for (let faster = 0; faster < 3; faster++) await page.keyboard.press("]");
  assert.equal(await text(page, "#speed"), "8\u00d7");
  await page.keyboard.press("Space");
  assert.match(await text(page, ".play"), /Pause/);
  await page.waitForFunction(() => Number(document.querySelector("input[type=range]").value) > 300);
  await page.keyboard.press("Space");
  assert.match(await text(page, ".play"), /Play/);
  await changes(() => picture(page), before, "the map");
  await page.waitForTimeout(300); // what was under way is drawn
  const held = await clock(page);
  await page.waitForTimeout(300);
  assert.equal(await clock(page), held);
  await toFrame(page);
  assert.match(await clock(page), new RegExp(`^${expected.time / 1e6} Mcycles`));
  await page.keyboard.press("ArrowLeft");
  await says(page, "#clock", new RegExp(`^${expected.time / 1e6 - 1} Mcycles`));
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.querySelector("input[type=range]").value === "1000");
}));

test("zoom by keys, wheel and drag; all charts go along; a double click shows all", () => withPage(async (page) => {
  await choose(page, trace("a", "trace.h5"));
  await drawn(page);
  await toFrame(page);
  const whole = await range(page);
  assert.equal(whole[0], 0);
  const strip = await picture(page, ".strip canvas");
  await page.keyboard.press("+");
  await page.waitForFunction((all) => document.querySelector(".charts").dataset.range !== all, whole.join(" "));
  const [low, high] = await range(page);
  assert.ok(Math.abs((high - low) - whole[1] / 1.6) < 2, `${low} ${high}`);
  assert.ok(low < expected.time && expected.time < high);
  await changes(() => picture(page, ".strip canvas"), strip, "the rows of clusters");
  await page.keyboard.press("0");
  await page.waitForFunction((all) => document.querySelector(".charts").dataset.range === all, whole.join(" "));
  const plot = await page.locator(".chart .u-over").first().boundingBox();
  await page.mouse.move(plot.x + plot.width / 4, plot.y + plot.height / 2);
  await page.mouse.wheel(0, -400);
  await page.waitForFunction((all) => document.querySelector(".charts").dataset.range !== all, whole.join(" "));
  const wheel = await range(page);
  assert.ok(Math.abs((wheel[1] - wheel[0]) / whole[1] - Math.exp(-1)) < 0.01, `${wheel}`);
  const fixed = (wheel[0] + (wheel[1] - wheel[0]) / 4) / (whole[1] / 4);
  assert.ok(Math.abs(fixed - 1) < 0.01, "what is under the pointer stays there");
  await page.mouse.dblclick(plot.x + plot.width / 2, plot.y + plot.height / 2);
  await page.waitForFunction((all) => document.querySelector(".charts").dataset.range === all, whole.join(" "));
  await page.mouse.move(plot.x + plot.width * 0.25, plot.y + 20);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.4, plot.y + 20);
  await page.mouse.move(plot.x + plot.width * 0.5, plot.y + 20);
  await page.mouse.up();
  await page.waitForFunction((all) => document.querySelector(".charts").dataset.range !== all, whole.join(" "));
  const dragged = await range(page);
  assert.ok(Math.abs(dragged[0] / whole[1] - 0.25) < 0.01 && Math.abs(dragged[1] / whole[1] - 0.5) < 0.01, `${dragged}`);
}));

test("pointing at one chart shows the same time in all, and the values there; a click sets the playhead", () => withPage(async (page) => {
  await choose(page, trace("a", "trace.h5"));
  await drawn(page);
  await page.keyboard.press("Home");
  const whole = await range(page);
  const plot = await page.locator(".chart .u-over").first().boundingBox();
  const x = plot.x + (plot.width * (expected.time - 1000)) / whole[1];
  await page.mouse.move(x, plot.y + 30);
  await says(page, ".chart .values", new RegExp(`busy ${(100 * expected.all_busy).toFixed(0)} %`));
  const lines = await page.evaluate(() => [...document.querySelectorAll(".chart .cursor-line")].map((line) => [line.style.display, Math.round(line.getBoundingClientRect().left)]));
  assert.ok(lines.length >= 5, `${lines.length} charts`);
  assert.ok(lines.every(([display, left]) => display === "block" && Math.abs(left - x) < 3), JSON.stringify(lines));
  const sum = (await page.evaluate(() => [...document.querySelectorAll(".chart")].find((chart) => /Queued/.test(chart.textContent)).querySelector(".values").textContent))
    .matchAll(/([\d.]+) (B|KiB|MiB)/g);
  const scale = { B: 1, KiB: 1024, MiB: 1024 ** 2 };
  const queued = [...sum].reduce((all, [, value, unit]) => all + Number(value) * scale[unit], 0);
  assert.ok(Math.abs(queued / expected.queued - 1) < 0.02, `${queued} bytes shown, ${expected.queued} in the trace`);
  await page.mouse.click(x, plot.y + 30);
  await page.waitForFunction((frame) => document.querySelector("canvas.map").dataset.frame === String(frame), expected.frame);
}));
