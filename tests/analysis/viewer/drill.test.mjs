import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, choose, drawn, expected, percent, picture, says, text, toFrame, trace, withPage } from "./page.mjs";

/** Where the middle of a cluster is: 4 x 2 clusters of 2 x 4 TBUs on one chiplet, drawn in the middle of the canvas. */
async function middleOf(page, cluster) {
  const box = await page.locator("canvas.map").boundingBox();
  const unit = Math.min(box.width - 20, box.height - 20) / 8.7;
  return [box.x + box.width / 2 + ((cluster % 2) * 4 + 2 - 4) * unit, box.y + box.height / 2 + (Math.floor(cluster / 2) * 2 + 1 - 4) * unit];
}

test("a click on a cluster shows its TBUs, queues and switches, as in the trace", () => withPage(async (page) => {
  await choose(page, trace("a", "trace.h5"));
  await drawn(page);
  await toFrame(page);
  const place = await middleOf(page, expected.cluster);
  await page.mouse.move(...place);
  await says(page, ".tip", new RegExp(`^Cluster ${expected.cluster}, TBU (${expected.tbus.join("|")})w`));
  assert.match(await text(page, ".tip"), new RegExp(`sub-OWG ${expected.sub_owg} since`));
  await page.mouse.click(...place);
  assert.equal(await text(page, ".panel h2"), `Cluster ${expected.cluster}`);
  await page.waitForSelector(".tbu");
  const shown = await page.locator(".tbu").evaluateAll((all) => all.map((each) => [each.querySelector(".tbu-name").textContent, each.querySelector(".tbu-use").textContent]));
  assert.deepEqual(shown, expected.tbus.map((tbu, n) => [`TBU ${tbu}`, percent(expected.busy[n])]));
  const panel = await text(page, ".panel");
  assert.match(panel, new RegExp(`sub-OWG ${expected.sub_owg} since`));
  assert.match(panel, /Queues at 6 Mcycles/);
  await says(page, ".panel", /TBUs, whole run/);
  await says(page, ".charts .chart h3", new RegExp(`cluster ${expected.cluster}$`));
  await page.waitForFunction(() => document.querySelector(".tbu-strip canvas").width > 100);
  await page.keyboard.press("n");
  await says(page, ".panel h2", new RegExp(`Cluster ${expected.cluster + 1}$`));
  await page.keyboard.press("Escape");
  await says(page, ".panel", /makespan/);
  await says(page, ".charts .chart h3", /^TBUs$/);
}));

test("rows of clusters: what they show is chosen, a click drills down", () => withPage(async (page) => {
  await choose(page, trace("a", "trace.h5"));
  await drawn(page);
  const before = await picture(page, ".strip canvas");
  await page.keyboard.press("s");
  const state = await changes(() => picture(page, ".strip canvas"), before, "the rows");
  await page.keyboard.press("s");
  await changes(() => picture(page, ".strip canvas"), state, "the rows");
  const strip = await page.locator(".strip .over").first().boundingBox();
  await page.mouse.click(strip.x + strip.width / 2, strip.y + (strip.height * 3.5) / 8);
  await says(page, ".panel h2", /Cluster 3$/);
}));

test("the engine panel tells what each rank did", () => withPage(async (page) => {
  await choose(page, trace("a", "trace.h5"));
  await drawn(page);
  await page.click("#tab-engine");
  const panel = await text(page, ".panel");
  assert.match(panel, /rank 0/);
  assert.match(panel, /% compute/);
  assert.match(panel, /Busiest cluster/);
  await page.keyboard.press("ArrowLeft"); // among tabs
  await says(page, ".tabs [aria-selected=true]", /Cluster/);
}));
