import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, drawn, expected, says, text, trace, withPage } from "./page.mjs";

test("files that are no whole traces of this version get a clear message, and the page goes on", () => withPage(async (page) => {
  assert.ok(Object.keys(expected.bad).length >= 24);
  for (const [name, [kind, words]] of Object.entries(expected.bad)) {
    await choose(page, trace("bad", name), "text=Open\u2026");
    await page.waitForSelector(`.problem[data-kind="${kind}"]:not([hidden])`);
    const message = await says(page, ".problem span", new RegExp(`^${name.replace(".", "\\.")}[^\n]*${words}`));
    assert.ok(message.length < 400, message);
    await page.click(".problem button");
    assert.equal(await page.locator(".problem:not([hidden])").count(), 0);
  }
  await choose(page, trace("a", "trace.h5"), "text=Open\u2026");
  await drawn(page);
  await page.waitForFunction((digest) => document.querySelector("table.facts")?.textContent.includes(digest), expected.digest);
  await choose(page, trace("bad", "future.h5"), "text=Open\u2026");
  await page.waitForSelector('.problem[data-kind="future"]');
  assert.ok((await text(page, "table.facts")).includes(expected.digest), "what was open stays open");
}));
