import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
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

test("the folder of a resumed run is shown as the run that it is; a part of it is refused", () => withPage(async (page) => {
  const folder = async (path) => {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.evaluate(() => window.dispatchEvent(new KeyboardEvent("keydown", { key: "O", shiftKey: true })))]);
    await chooser.setFiles(path);
  };
  const rows = () => page.evaluate(() => [...document.querySelectorAll("details table.numbers tr")].map((row) => row.textContent).filter((line) => line.startsWith("/")));
  await folder(trace("killed"));
  await drawn(page);
  const whole = [await text(page, ".note").then((words) => words.replace(/^.* is not/, "")), await rows()];
  assert.ok(whole[1].length > 15);
  await folder(trace("resumed"));
  await says(page, "table.facts caption", /^resumed\/1 rank, 2 parts$/);
  assert.deepEqual([await text(page, ".note").then((words) => words.replace(/^.* is not/, "")), await rows()], whole);
  await folder(trace("resumed", "part-0001"));
  await says(page, ".problem span", /part 1 of it is here, but part 0 is not\. Open the whole folder/);
  await choose(page, [trace("resumed", "rank-0000.h5"), trace("resumed", "part-0001", "rank-0000.h5")], ".bar-top >> text=Open\u2026");
  await says(page, ".problem span", /no checkpoint\.json is here/);
  await says(page, "table.facts caption", /^resumed/);
}));

test("a page that is written anew loads itself again", async () => {
  const live = trace("live.html");
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

test("the folder of a run that goes on is read again, until it has ended", () => withPage(async (page) => {
  const parts = [trace("killed", "rank-0000.h5"), trace("a", "trace.h5")].map((path) => ({ name: path.split("/").at(-1), text: readFileSync(path).toString("base64") }));
  await page.evaluate((list) => {
    // What a browser gives for a dropped folder: a handle that lists its files whenever it is asked.
    const fileHandle = ({ name, text: packed }) => ({ kind: "file", name, getFile: async () => new File([Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0))], name) });
    window.now = [list[0]];
    window.ended = () => { window.now = [list[1]]; };
    const folder = { kind: "directory", name: "run", async* values() { for (const one of window.now) yield fileHandle(one); } };
    DataTransferItem.prototype.getAsFileSystemHandle = async () => folder;
    const transfer = new DataTransfer();
    transfer.items.add(new File(["x"], "run"));
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
  }, parts);
  await drawn(page);
  assert.match(await text(page, ".note"), /not of a whole run/);
  await page.keyboard.press("5");
  await page.evaluate(() => window.ended());
  await page.keyboard.press("r");
  await page.waitForFunction((digest) => document.querySelector("table.facts")?.textContent.includes(digest), expected.digest);
  assert.equal(await page.locator(".note:not([hidden])").count(), 0);
  assert.equal(await page.locator("select").first().inputValue(), "network", "what was looked at stays");
}));
