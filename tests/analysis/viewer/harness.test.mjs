import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { trace, withPage } from "./page.mjs";

test("a page that asks the network for something fails its test, as does one that warns", async () => {
  await assert.rejects(withPage((page) => page.evaluate(() => fetch("http://127.0.0.1:9/").catch(() => 0))), /127\.0\.0\.1:9/, "its policy forbids it, and says so");
  const open = trace("open.html"); // without such a policy
  writeFileSync(open, '<!doctype html><html data-ready="1"><img src="http://127.0.0.1:9/x.png">');
  await assert.rejects(withPage((page) => page.waitForTimeout(200), { page: open }), /asked for http:\/\/127\.0\.0\.1:9\/x\.png/);
  await assert.rejects(withPage((page) => page.evaluate(() => console.warn("oh"))), /console warning: oh/);
});
