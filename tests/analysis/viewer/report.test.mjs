import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { test } from "node:test";
import { BUSY, changes, choose, drawn, expected, says, share, text, toFrame, trace, withPage } from "./page.mjs";

test("a report shows its trace by itself", () => withPage(async (page) => {
  await drawn(page);
  assert.ok((await text(page, "table.facts")).includes(expected.digest));
  await toFrame(page);
  assert.ok((await share(page, BUSY)) > 0.3);
  await page.keyboard.press("5");
  await says(page, ".legend", /occupied/);
}, { page: trace("one.html") }));

test("a report of two traces compares them", () => withPage(async (page) => {
  await drawn(page, 2);
  await says(page, ".verdict", /times as long as A/);
}, { page: trace("two.html") }));

test("a report of a run that was killed shows what was flushed, and says so", () => withPage(async (page) => {
  await drawn(page);
  assert.match(await text(page, ".note"), /not of a whole run: records until [\d.]+ [MG]cycles/);
  await page.keyboard.press("End");
  assert.ok((await share(page, BUSY)) > 0.2);
}, { page: trace("killed.html") }));

test("the files of a running run are opened as they are", () => withPage(async (page) => {
  await choose(page, trace("killed", "rank-0000.h5"));
  await drawn(page);
  assert.match(await text(page, ".note"), /not of a whole run: records until [\d.]+ [MG]cycles/);
  await page.click("text=Reload");
  await says(page, ".problem span", /cannot be read again: open it once more/);
}));

test("a page that is written anew loads itself again", async () => {
  const live = trace("live.html");
  const { readFileSync, writeFileSync } = await import("node:fs");
  const withLive = (file) => readFileSync(file, "utf8").replace("<title>", '<meta name="octosim-live" content="2"><title>');
  writeFileSync(live, withLive(trace("killed.html")));
  await withPage(async (page) => {
    await drawn(page);
    const before = await text(page, ".note");
    copyFileSync(trace("one.html"), live);
    await changes(() => page.evaluate(() => document.querySelector(".note:not([hidden])")?.textContent ?? "").catch(() => before), before, "the note");
    await page.waitForFunction((digest) => document.querySelector("table.facts")?.textContent.includes(digest), expected.digest);
  }, { page: live });
});
