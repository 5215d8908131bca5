import assert from "node:assert/strict";
import { test } from "node:test";
import { BUSY, choose, clock, drawn, drop, expected, percent, picture, changes, says, share, text, toFrame, trace, withPage } from "./page.mjs";

test("a chosen trace is shown: facts, results, map, charts", () => withPage(async (page) => {
  await choose(page, trace("a", "trace.h5"));
  await drawn(page);
  const facts = await text(page, "table.facts");
  assert.ok(facts.includes(expected.digest), facts);
  assert.ok(facts.includes("8 clusters") && facts.includes("whole run"), facts);
  assert.match(await text(page, "table.numbers"), new RegExp(`utilization${(100 * expected.utilization).toFixed(2)} %`));
  assert.ok((await page.title()).startsWith(expected.name));
  await toFrame(page);
  await says(page, ".chart .values", new RegExp(`busy ${percent(expected.all_busy)}`));
  assert.match(await text(page, ".legend"), new RegExp(`${expected.flows} flows? of moved load`));
  const busy = await share(page, BUSY);
  assert.ok(busy > 0.3 && busy < 0.95, `${busy} of the map is busy`);
  const label = await page.getAttribute("canvas.map", "aria-label");
  assert.ok(label.includes("8 clusters") && label.includes(String(expected.time)), label);
}));

test("a dropped trace is shown", () => withPage(async (page) => {
  await drop(page, trace("a", "trace.h5"));
  await drawn(page);
  assert.ok((await text(page, "table.facts")).includes(expected.digest));
}));

test("every mode draws another map, and says what its colours mean", () => withPage(async (page) => {
  await choose(page, trace("a", "trace.h5"));
  await drawn(page);
  await toFrame(page);
  const seen = new Set([await picture(page)]);
  const says2 = { 2: /EmotionInfer/, 3: /queues of a cluster/, 4: /of the interval busy/, 5: /occupied/, 6: /occupied/, 7: /simulator handled/ };
  for (const key of Object.keys(says2)) {
    const before = await picture(page);
    await page.keyboard.press(key);
    await changes(() => picture(page), before, `the map of mode ${key}`);
    await says(page, ".legend", says2[key]);
    seen.add(await picture(page));
  }
  assert.equal(seen.size, 7);
  await page.keyboard.press("m"); // arrows of moves
  await page.keyboard.press("1");
  const without = await changes(() => picture(page), [...seen].at(-1), "the map");
  await page.keyboard.press("m");
  await changes(() => picture(page), without, "the map with arrows");
}));

test("light and dark", () => withPage(async (page) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  assert.match(dark, /rgb\((\d|1\d|2\d), /);
  await choose(page, trace("a", "trace.h5"));
  await drawn(page);
  const before = await picture(page);
  await page.keyboard.press("t");
  assert.notEqual(await ground(), dark);
  await changes(() => picture(page), before, "the map");
  assert.match(await clock(page), /^0/);
}, { colorScheme: "dark" }));

test("a trace of sums alone says so", () => withPage(async (page) => {
  await choose(page, trace("short", "trace.h5"));
  await page.waitForFunction(() => document.querySelector("canvas.map")?.dataset.frame);
  assert.match(await text(page, ".note"), /level summary.*trace\.level=interval/);
  assert.ok((await share(page, BUSY)) > 0.3);
  await says(page, ".legend", /moved load was not recorded/);
  await page.keyboard.press("2");
  await says(page, ".legend", /not known/); // what clusters end with is not what they did
  await says(page, ".strip .values", /not recorded at this level/);
}));

test("keyboard help lists what there is", () => withPage(async (page) => {
  await page.keyboard.press("?");
  assert.match(await text(page, "dialog[open]"), /play or pause/);
  assert.match(await text(page, "dialog[open]"), /National Institute of\s+Standards and Technology/);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
}));
