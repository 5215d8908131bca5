// A browser with the viewer in it, for the tests: what they open, and what must never happen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const { chromium } = createRequire(join(root, "analysis/viewer/package.json"))("playwright-core");

export const traces = process.env.OCTOSIM_TRACES;
export const expected = JSON.parse(readFileSync(join(traces, "expected.json"), "utf8"));
export const trace = (...parts) => join(traces, ...parts);
export const BUSY = [0, 114, 178]; // colour of busy TBUs in the light theme
let browser = null;
let shared = null; // one page for all tests, loaded anew for each: a new one costs a process
after(() => browser?.close());
const PATIENCE = 60000; // where many things share few cores

async function freshPage({ colorScheme, width, height }) {
  browser ??= await chromium.launch({ executablePath: process.env.OCTOSIM_CHROMIUM, args: ["--no-sandbox", "--js-flags=--liftoff-only"] });
  if (!shared) {
    shared = await (await browser.newContext({ offline: true })).newPage();
    shared.setDefaultTimeout(PATIENCE);
  }
  await shared.setViewportSize({ width, height });
  await shared.emulateMedia({ colorScheme });
  return shared;
}

/** Runs `body(page)` on a newly loaded page without network; fails if the page wrote an error or a warning, or asked for anything. */
export async function withPage(body, { page: file = join(root, "analysis/viewer/dist/viewer.html"), colorScheme = "light", width = 1440, height = 900 } = {}) {
  const faults = [];
  const page = await freshPage({ colorScheme, width, height });
  const listeners = {
    // The test itself reads canvases, which the browser advises against.
    console: (message) => { if (["error", "warning"].includes(message.type()) && !/willReadFrequently/.test(message.text())) faults.push(`console ${message.type()}: ${message.text()}`); },
    pageerror: (error) => faults.push(`uncaught: ${error.message}`),
    request: (request) => { if (!/^(file|blob|data):/.test(request.url())) faults.push(`asked for ${request.url()}`); },
  };
  for (const [name, listener] of Object.entries(listeners)) page.on(name, listener);
  try {
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector("html[data-ready]");
    await body(page);
    await page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });
  } catch (error) {
    await page.context().close(); // in what state it is nobody knows: the next test gets another
    shared = null;
    throw error;
  } finally {
    for (const [name, listener] of Object.entries(listeners)) page.off(name, listener);
  }
  assert.deepEqual(faults, []);
}

/** Opens files as the button does; `button` names it. */
export async function choose(page, files, button = "#open") {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.click(button)]);
  await chooser.setFiles([files].flat());
}

/** Drops files onto the page: the events of a browser, with files made of the same bytes. */
export async function drop(page, files, slot = 0) {
  const parts = [files].flat().map((path) => ({ name: path.split("/").at(-1), text: readFileSync(path).toString("base64") }));
  await page.evaluate(({ parts: list, slot: at }) => {
    const transfer = new DataTransfer();
    for (const { name, text } of list) transfer.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name));
    window.dispatchEvent(new DragEvent("dragenter", { dataTransfer: transfer, cancelable: true }));
    const zone = document.querySelector(`.drop [data-slot="${at}"]`);
    zone.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, { parts, slot });
}

export async function drawn(page, maps = 1) {
  await page.waitForFunction((count) => [...document.querySelectorAll("canvas.map")].filter((map) => map.dataset.frame).length === count, maps);
  await page.waitForFunction((count) => document.querySelectorAll(".chart .u-over").length >= 3 * count, maps);
}

export const text = (page, selector) => page.locator(selector).first().textContent();
export const clock = (page) => text(page, "#clock");
export const range = async (page) => (await page.getAttribute(".charts", "data-range")).split(" ").map(Number);

/** The part of a canvas that has this colour, nearly. */
export function share(page, colour, selector = "canvas.map", near = 12) {
  return page.evaluate(({ colour: [r, g, b], selector: which, near: far }) => {
    const canvas = document.querySelector(which);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    let inked = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] < 128) continue;
      inked++;
      if (Math.abs(data[at] - r) < far && Math.abs(data[at + 1] - g) < far && Math.abs(data[at + 2] - b) < far) count++;
    }
    return inked ? count / inked : 0;
  }, { colour, selector, near });
}

/** A number that changes when the picture does. */
export function picture(page, selector = "canvas.map") {
  return page.evaluate((which) => {
    const canvas = document.querySelector(which);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let hash = 17;
    for (let at = 0; at < data.length; at++) hash = (hash * 31 + data[at]) | 0;
    return hash;
  }, selector);
}

/** Waits until `probe()` gives something else than `before`. */
export async function changes(probe, before, what) {
  for (let tries = 0; tries < 300; tries++) {
    const now = await probe();
    if (now !== before) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return assert.fail(`${what} did not change from ${before}`);
}

/** Until the text of `selector` matches. */
export async function says(page, selector, pattern) {
  let seen = "";
  for (let tries = 0; tries < 300; tries++) {
    seen = await page.evaluate((which) => document.querySelector(which)?.textContent ?? "", selector);
    if (pattern.test(seen)) return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return assert.fail(`${selector} says ${JSON.stringify(seen)}, not ${pattern}`);
}

/** Steps to the frame of expected.json. */
export async function toFrame(page) {
  await page.keyboard.press("Home");
  for (let k = 0; k <= expected.frame; k++) await page.keyboard.press("ArrowRight");
  await page.waitForFunction((frame) => document.querySelector("canvas.map").dataset.frame === String(frame), expected.frame);
}

export const percent = (value) => `${(100 * value).toFixed(value !== 0 && Math.abs(value) < 0.1 ? 1 : 0)} %`;
