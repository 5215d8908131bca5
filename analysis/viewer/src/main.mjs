// The page: which runs are open, what is shown of them, and who is told when that changes.
import { bytes, cycles, percent, seconds, short } from "./format.mjs";
import { STATES, STATE_NAMES, heatGradient, heatRgb, isDark, rgbOf, stateColour, subOwgColour } from "./palette.mjs";
import { RunClient } from "./run_client.mjs";
import { ClusterPanel } from "./ui/cluster_panel.mjs";
import { comparePanel } from "./ui/compare_panel.mjs";
import { h } from "./ui/dom.mjs";
import { enginePanel } from "./ui/engine_panel.mjs";
import { chosenFolder, dropped, embedded, grouped, ofFile } from "./ui/files.mjs";
import { giveKeysBack, helpDialog, listen } from "./ui/keys.mjs";
import { runPanel } from "./ui/run_panel.mjs";
import { Ruler } from "./view/ruler.mjs";
import { Strip } from "./view/strip.mjs";
import { intervalAt, paintIntervals, paintOwners } from "./view/strip_paint.mjs";
import { TimeAxis } from "./view/time_axis.mjs";
import { TimeChart } from "./view/time_chart.mjs";
import { MODES, WaferMap, lowerBound } from "./view/wafer_map.mjs";

const LETTERS = ["A", "B"];
const SPEEDS = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16];
const WHOLE_RUN_SECONDS = 20; // of playing at speed 1
const LIVE_SECONDS = 5;
const STRIPS = [["sub", "sub-OWG"], ["state", "state of most cycles"], ["use", "utilization"], ["queue", "queues"]];

const app = document.getElementById("app");
const state = { runs: [], mode: "state", strip: "sub", arrows: true, selected: null, playing: false, speed: 4, tab: "run", live: false, busy: "" };
const views = { maps: [], columns: [] };
let spare = null; // a worker that has its library ready before a file is there
let ui = {};
let dirty = new Set();
let scheduled = false;

const axis = new TimeAxis((what) => later(what));

function later(...what) {
  what.forEach((each) => dirty.add(each));
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(draw);
}

// Opening

const newClient = () => new RunClient((what) => later(what === "frame" ? "map" : what));

async function open(files, slot, { keep = false } = {}) {
  if (!files.length) {
    tellProblem({ kind: "foreign", message: `${files.folder ?? "What was dropped"} has no trace: no trace.h5, recovered.h5 or rank-*.h5. Open the folder that was the -o of octosim run (of a sweep, that of one of its runs).` });
    return false;
  }
  setBusy(`Opening ${files[0].name}\u2026`);
  const at = Math.min(slot, state.runs.length);
  const client = spare ?? newClient();
  spare = null;
  try {
    await client.open(files.map(({ name, data, text, manifest }) => (text === undefined ? { name, data, manifest } : { name, text })));
  } catch (problem) {
    if (problem.kind === "corrupt" || spare) client.close();
    else spare = client; // nothing is wrong with it: the next file is opened the sooner
    setBusy("");
    tellProblem(problem);
    return false;
  }
  if (files.folder && client.info.name !== files.folder) client.info.name = `${files.folder}/${client.info.name}`;
  client.files = files;
  client.note = files[0].note ?? "";
  state.runs[at]?.close();
  state.runs[at] = client;
  setBusy("");
  tellProblem(null);
  const kept = { time: axis.time, range: axis.range, end: axis.end, selected: state.selected };
  layOut();
  if (keep) {
    axis.setRange(...(kept.range[1] >= kept.end ? [kept.range[0], axis.end] : kept.range));
    axis.setTime(kept.time >= kept.end ? axis.end : kept.time, false);
    if (kept.selected) select(kept.selected.run, kept.selected.cluster);
  }
  return true;
}

/** Runs in the order they were given; `slot` 1 compares with the first. */
let opening = Promise.resolve(); // one after the other: the last one that was asked for is what stays

function openRuns(runs, slot = 0) {
  opening = opening.then(() => openNow(runs, slot));
  return opening;
}

async function openNow(runs, slot) {
  if (runs.length > 2) tellProblem({ kind: "foreign", message: `${runs.length} traces were given; the page shows one, or two beside each other.` });
  else if (runs.length === 2) {
    if (await open(runs[0], 0)) await open(runs[1], 1);
  } else if (runs.length) await open(runs[0], slot);
}

function pickFile(slot, folder = false) {
  const input = h("input", { type: "file", multiple: true, accept: ".h5,.hdf5,.json", id: "file-input", style: { display: "none" } });
  if (folder) input.webkitdirectory = true;
  document.getElementById("file-input")?.remove();
  input.addEventListener("change", () => { openRuns(folder ? [chosenFolder(input.files)] : grouped([...input.files].map(ofFile)), slot); input.remove(); });
  document.body.append(input);
  input.click();
}

async function reload() {
  for (let slot = 0; slot < state.runs.length; slot++) {
    let { files } = state.runs[slot];
    if (files[0].text !== undefined) { location.reload(); return; }
    try {
      if (files.again) { const { folder, again } = files; files = Object.assign(await again(), { folder, again }); }
      else if (files.every((file) => file.again)) await Promise.all(files.map((file) => file.again()));
      else { tellProblem({ kind: "changed", message: "A file that was chosen in a dialog cannot be read again: open it once more, or drop it onto the page (a folder of a run, too); then r reads it again." }); return; }
    } catch (error) {
      tellProblem({ kind: "changed", message: `Cannot be read again: ${error.message}` });
      return;
    }
    await open(files, slot, { keep: true });
  }
}

// Telling

function setBusy(words) { state.busy = words; if (ui.busy) ui.busy.textContent = words; }

function tellProblem(problem) {
  ui.problem.replaceChildren();
  ui.problem.hidden = !problem;
  if (!problem) return;
  ui.problem.dataset.kind = problem.kind;
  ui.problem.append(h("strong", "Cannot be shown:"), h("span", problem.message), h("button", { onclick: () => tellProblem(null), "aria-label": "Close this message" }, "\u2715"));
}

// The page

function build() {
  ui.busy = h("span.busy", { role: "status" });
  ui.problem = h("div.problem", { role: "alert", hidden: true });
  ui.names = h("span.name");
  ui.mode = h("select", { "aria-label": "What the map shows", onchange: () => setMode(ui.mode.value) }, MODES.map(({ id, name }, n) => h("option", { value: id }, `${n + 1} ${name}`)));
  ui.arrows = h("button", { "aria-pressed": "true", title: "Arrows of moved load (m)", onclick: toggleArrows }, "Moves");
  ui.large = h("button", { "aria-pressed": "false", title: "The map alone (f)", onclick: toggleLarge }, "Large map");
  ui.compare = h("button", { onclick: compare, title: "Open a second run beside this one (c)" }, "Compare\u2026");
  ui.reload = h("button", { onclick: reload, title: "Read the files again (r)" }, "Reload");
  ui.live = h("button", { onclick: toggleLive, "aria-pressed": "false", title: `Read the files again every ${LIVE_SECONDS} s` }, "Follow");
  ui.theme = h("button", { onclick: toggleTheme, title: "Light or dark (t)" }, "Light / dark");
  ui.help = helpDialog(document.getElementById("notices").textContent.replaceAll("&lt;", "<").replaceAll("&amp;", "&"));
  ui.top = h("header.bar-top", h("h1", "octosim"), ui.names, ui.busy, h("span.spring"), h("label.quiet", { for: "mode" }, ""), ui.mode, ui.arrows, ui.large,
    h("button", { onclick: () => pickFile(0), title: "Open a trace (o)" }, "Open\u2026"), ui.compare, ui.reload, ui.live, ui.theme, h("button", { onclick: () => ui.help.showModal(), title: "Help (?)" }, "?"));
  ui.play = h("button.play", { onclick: togglePlay, title: "Space" }, "\u25b6 Play");
  ui.slider = h("input", { type: "range", min: "0", max: "1000", step: "any", value: "0", "aria-label": "Time", oninput: () => axis.setTime((Number(ui.slider.value) / 1000) * axis.end) });
  ui.slower = h("button", { onclick: () => setSpeed(-1), title: "Slower ([)", "aria-label": "Slower" }, "\u2212");
  ui.faster = h("button", { onclick: () => setSpeed(1), title: "Faster (])", "aria-label": "Faster" }, "+");
  ui.speed = h("span.quiet", { id: "speed" });
  ui.clock = h("output", { id: "clock" });
  ui.transport = h("div.transport", { role: "group", "aria-label": "Playing" }, ui.play, h("button", { onclick: () => step(-1), "aria-label": "One interval back", title: "\u2190" }, "\u25c0\u2502"),
    h("button", { onclick: () => step(1), "aria-label": "One interval on", title: "\u2192" }, "\u2502\u25b6"), ui.slider, ui.slower, ui.speed, ui.faster, ui.clock);
  ui.note = h("div.note", { hidden: true });
  ui.welcome = h("div.welcome", h("div.target", h("h1", "octosim viewer"), h("p", "Drop a trace here: trace.h5, or the folder of a run, also of one that is still going on. Two at once are compared."),
    h("p", h("button.first", { onclick: () => pickFile(0), id: "open" }, "Open a trace\u2026"), " ", h("button", { onclick: () => pickFile(0, true), id: "open-folder" }, "Open a folder\u2026")),
    h("p", h("code", "octosim run EXPERIMENT -o DIR"), " writes DIR/trace.h5; ", h("code", "octosim report DIR"), " makes a page of it that opens by itself.")));
  ui.maps = h("div.maps");
  ui.charts = h("div.charts", { role: "region", "aria-label": "Over time", tabindex: "-1" });
  ui.tabs = h("div.tabs", { role: "tablist" });
  ui.panel = h("div.panel", { role: "tabpanel", tabindex: "0" });
  ui.main = h("main", ui.maps, h("aside", { "aria-label": "Details" }, ui.tabs, ui.panel), ui.charts);
  ui.tip = h("div.tip", { hidden: true, role: "tooltip" });
  ui.drop = h("div.drop", { hidden: true });
  app.append(ui.top, ui.problem, ui.note, ui.transport, ui.welcome, ui.main, ui.tip, ui.drop, ui.help);
  giveKeysBack([ui.top, ui.transport, ui.charts]);
  ui.main.hidden = true;
  ui.transport.hidden = true;
  for (const element of [ui.mode, ui.arrows, ui.large, ui.compare, ui.reload, ui.live]) element.hidden = true;
  setSpeed(0);
}

/** After a run came or went: views of all that are open. */
function layOut() {
  const { runs } = state;
  ui.welcome.hidden = runs.length > 0;
  ui.main.hidden = runs.length === 0;
  ui.transport.hidden = runs.length === 0;
  for (const element of [ui.mode, ui.arrows, ui.large, ui.compare, ui.reload, ui.live]) element.hidden = runs.length === 0;
  document.documentElement.style.setProperty("--runs", Math.max(1, runs.length));
  ui.compare.textContent = runs.length > 1 ? "End comparison" : "Compare\u2026";
  ui.names.textContent = runs.map((run, n) => `${runs.length > 1 ? `${LETTERS[n]}: ` : ""}${run.info.meta.experiment_name || run.info.name}, seed ${run.info.meta.seed}`).join(" \u00b7 ");
  document.title = runs.length ? `${runs.map((run) => run.info.meta.experiment_name || run.info.name).join(" / ")} \u2013 octosim viewer` : "octosim viewer";
  const notes = runs.flatMap((run, n) => notesOf(run).map((words) => (runs.length > 1 ? `${LETTERS[n]}: ${words}` : words)));
  ui.note.hidden = notes.length === 0;
  ui.note.textContent = notes.join(" ");
  if (state.selected && !runs[state.selected.run]) state.selected = null;
  axis.setEnd(Math.max(1, ...runs.map((run) => run.end)));
  ui.maps.replaceChildren();
  ui.charts.replaceChildren();
  views.maps = runs.map((run, n) => mapOf(run, n));
  views.columns = runs.map((run, n) => chartsOf(run, n));
  for (const column of views.columns) {
    for (const [name, chart] of Object.entries(column)) chart.peers = views.columns.map((each) => each[name]);
  }
  views.maps.forEach((map) => { map.peers = views.maps; });
  views.cluster = new ClusterPanel(axis);
  if (state.tab === "compare" && runs.length < 2) state.tab = "run";
  if (runs.length > 1 && state.tab === "run") state.tab = "compare";
  if (state.tab === "cluster" && !state.selected) state.tab = runs.length > 1 ? "compare" : "run";
  showTab(state.tab);
  axis.setTime(axis.time, false);
  later("map", "charts", "range");
}

function notesOf(run) {
  const notes = [];
  if (run.note) notes.push(run.note);
  const { meta, tables } = run.info;
  if (!run.info.at.length) notes.push(`${run.info.name}: nothing of its TBUs was recorded yet.`);
  else if (meta.level === "summary") notes.push(`${run.info.name} was recorded at level summary: only sums of the whole run are known. Run it with --set trace.level=interval to see it over time.`);
  else if (!tables["tbus/samples"]) notes.push(`${run.info.name} has no samples: trace.interval (${cycles(run.info.settings["trace.interval"] ?? NaN)}) is longer than what was executed (${cycles(run.end)}). Run it with a shorter one to see it over time.`);
  if (!Number(meta.complete)) notes.push(`${run.info.name} is not of a whole run: records until ${cycles(Number(meta.complete_until))}.`);
  return notes;
}

function mapOf(run, n) {
  const box = h("section.map-box", { "aria-label": `Wafer ${LETTERS[n]}` });
  const head = h("header", h("h2", LETTERS[n]), h("span", `${run.info.meta.experiment_name || run.info.name}`), h("span.quiet", { class: "ended quiet" }));
  head.hidden = state.runs.length < 2; // the bar at the top has its name
  box.append(head);
  ui.maps.append(box);
  const map = new WaferMap(box, `Run ${LETTERS[n]}`, {
    hover: (cluster, tbu, event) => tip(map, cluster, tbu, event),
    pick: (cluster) => select(n, cluster),
  });
  map.ended = head.lastChild;
  map.setRun(run);
  return map;
}

function chartsOf(run, n) {
  const column = h("div.chart-column");
  ui.charts.append(column);
  const prefix = state.runs.length > 1 ? `${LETTERS[n]}: ` : "";
  return {
    ruler: new Ruler(column, axis),
    states: new TimeChart(column, axis, { title: `${prefix}TBUs`, format: percent, stacked: true, max: 1 }),
    strip: new Strip(column, axis, { title: `${prefix}Clusters`, rowName: String, on: { pick: (cluster) => select(n, cluster) }, choice: n === 0 ? stripChoice() : null }),
    queues: new TimeChart(column, axis, { title: `${prefix}Queued, by sub-OWG`, format: bytes, stacked: true, binary: true }),
    moves: new TimeChart(column, axis, { title: `${prefix}Load moved, by sub-OWG`, format: bytes, binary: true }),
    network: new TimeChart(column, axis, { title: `${prefix}Network`, format: (value) => `${bytes(value)}/cy`, binary: true }),
  };
}

/** Series of one run into its charts; of the selected cluster where there is one. */
async function fillCharts(n) {
  const run = state.runs[n];
  const column = views.columns[n];
  const { series } = run;
  if (!series) { column.states.show({ x: [], note: "reading\u2026" }); return; }
  const chosenOf = () => (state.selected?.run === n ? state.selected.cluster : -1);
  const chosen = chosenOf();
  const own = chosen >= 0 ? await run.ask("cluster", { id: chosen }) : null;
  if (views.columns[n] !== column || run.series !== series || chosenOf() !== chosen) return;
  const prefix = state.runs.length > 1 ? `${LETTERS[n]}: ` : "";
  const states = own ?? series;
  column.states.title.textContent = `${prefix}TBUs${own ? ` of cluster ${chosen}` : ""}`;
  column.states.show({ x: states.at, series: STATES.map((_, s) => ({ name: STATE_NAMES[s], colour: stateColour(s), values: states.states[s] })), note: "No samples over time." });
  const subs = Array.from({ length: series.subs }, (_, sub) => ({ ...subSeries(run, sub), values: Float64Array.from(series.queueAt, (_t, k) => series.queueOfSub[k * series.subs + sub]) }));
  column.queues.show({ x: series.queueAt, series: subs, note: "Queues were not sampled." });
  column.moves.show(movesOver(run));
  if (series.links) {
    column.network.show({ x: series.links.at, series: [{ name: "data", colour: "#0072B2", values: series.links.rates[0] }, { name: "control", colour: "#E69F00", values: series.links.rates[1] }], note: "Links were not sampled." });
  } else column.network.show({ x: [], note: "reading\u2026" });
  fillStrip(n);
}

const subSeries = (run, sub) => ({ name: String(sub + 1), colour: subOwgColour(sub), title: `sub-OWG ${sub + 1}: ${run.info.plan.subOwgs[sub]?.tasks.join(", ") ?? ""}` });

function movesOver(run) {
  const { moves, at, subOwgs, recorded } = run.info;
  if (!recorded.moves) return { x: [], note: "Moves were not recorded at this level of the trace." };
  if (!moves.time.length) return { x: [], note: "No load was moved between clusters." };
  const bins = Math.min(400, Math.max(20, at.length));
  const width = run.end / bins;
  const x = Float64Array.from({ length: bins }, (_, n) => (n + 1) * width);
  const series = Array.from({ length: subOwgs }, (_, sub) => ({ ...subSeries(run, sub), values: new Float64Array(bins) }));
  moves.time.forEach((time, row) => { const bin = Math.min(bins - 1, Math.floor(time / width)); if (series[moves.sub_owg[row]]) series[moves.sub_owg[row]].values[bin] += moves.bytes[row]; });
  return { x, series };
}

function fillStrip(n) {
  const run = state.runs[n];
  const { strip } = views.columns[n];
  const { series, info } = run;
  const { clusters } = info.layout;
  const mode = state.strip;
  const prefix = state.runs.length > 1 ? `${LETTERS[n]}: ` : "";
  const subName = (owner) => (owner >= 0 ? `sub-OWG ${owner + 1}` : owner === -2 ? "divided" : "not known");
  const kinds = {
    sub: { title: "Clusters", paint: (row, edges, put) => paintOwners(run, row, edges, (owner) => rgbOf(subOwgColour(owner)), put), tell: (row, time) => subName(run.ownerAt(row, time).subOwg) },
    state: { title: "Clusters", paint: (row, edges, put) => paintIntervals(series.at, edges, (k) => rgbOf(stateColour(series.stateOfCluster[k * clusters + row])), put),
      tell: (row, time) => { const k = intervalAt(series.at, time); return `${STATE_NAMES[series.stateOfCluster[k * clusters + row]]}, ${percent(series.busyOfCluster[k * clusters + row])} busy; ${subName(run.ownerAt(row, time).subOwg)}`; } },
    use: { title: "Clusters", paint: (row, edges, put) => paintIntervals(series.at, edges, (k) => heatRgb(series.busyOfCluster[k * clusters + row]), put),
      tell: (row, time) => `${percent(series.busyOfCluster[intervalAt(series.at, time) * clusters + row])} busy` },
    queue: { title: "Clusters", paint: (row, edges, put) => { const most = views.maps[n].mostQueued(); paintIntervals(series.queueAt, edges, (k) => heatRgb(Math.sqrt(series.queueOfCluster[k * clusters + row] / most)), put); },
      tell: (row, time) => { const k = intervalAt(series.queueAt, time); return `${bytes(series.queueOfCluster[k * clusters + row] ?? 0)} queued, ${short(series.itemsOfCluster[k * clusters + row] ?? 0)} items in`; } },
  };
  const kind = kinds[mode] ?? kinds.sub;
  strip.title.textContent = prefix + kind.title;
  const most = Math.max(...state.runs.map((each) => each.info.layout.clusters)); // of both runs: charts lie level
  strip.plot.style.height = `${Math.max(118, Math.min(200, 1.5 * most))}px`;
  strip.hint = mode === "sub" && !info.recorded.switches && info.first.includes(-1) ? "This was not recorded at this level." : undefined;
  const scale = (high) => ["0", h("span.gradient", { style: { background: heatGradient() } }), high];
  const legend = { use: () => scale("100 % busy"), queue: () => scale(`${bytes(views.maps[n].mostQueued())}, square-root scale`) }[mode]?.() ?? [];
  strip.show({ rows: clusters, legend, paint: kind.paint, tellRow: (row, time) => `cluster ${row}: ${kind.tell(row, time)}` });
}

// What the user does

function setMode(mode) { state.mode = mode; ui.mode.value = mode; later("map"); }
function setStrip(kind) {
  state.strip = kind;
  ui.strip.value = kind;
  views.columns.forEach((_, n) => state.runs[n].series && fillStrip(n));
}
function nextStrip() { if (ui.strip) setStrip(STRIPS[(STRIPS.findIndex(([kind]) => kind === state.strip) + 1) % STRIPS.length][0]); }
function stripChoice() {
  ui.strip = h("select.small", { "aria-label": "What the rows of clusters show", title: "s", onchange: () => setStrip(ui.strip.value) }, STRIPS.map(([kind, words]) => h("option", { value: kind }, words)));
  ui.strip.value = state.strip;
  return ui.strip;
}
function toggleArrows() { state.arrows = !state.arrows; ui.arrows.setAttribute("aria-pressed", String(state.arrows)); later("map"); }
function toggleLarge() { ui.main.classList.toggle("large"); ui.large.setAttribute("aria-pressed", String(ui.main.classList.contains("large"))); later("map", "size"); }
function togglePlay() {
  if (!state.runs.length) return;
  state.playing = !state.playing;
  ui.play.textContent = state.playing ? "\u23f8 Pause" : "\u25b6 Play";
  ui.play.setAttribute("aria-pressed", String(state.playing));
  if (state.playing) {
    if (axis.time >= axis.end) axis.setTime(0);
    let before = performance.now();
    const tick = (now) => {
      if (!state.playing) return;
      const next = axis.time + ((now - before) / 1000 / WHOLE_RUN_SECONDS) * SPEEDS[state.speed] * axis.end;
      before = now;
      axis.setTime(next);
      if (next >= axis.end) togglePlay(); else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }
}
function setSpeed(by) {
  state.speed = Math.max(0, Math.min(SPEEDS.length - 1, state.speed + by));
  const speed = SPEEDS[state.speed];
  ui.speed.textContent = speed >= 1 ? `${speed}\u00d7` : `1/${1 / speed}\u00d7`;
}
function step(by) {
  const run = state.runs[0];
  if (!run?.info.at.length) return;
  const ends = [0, ...run.info.at];
  const here = lowerBound(ends, axis.time) - 1; // the last end at or before now
  const to = by > 0 ? here + by : here + by + (ends[here] < axis.time ? 1 : 0);
  axis.setTime(ends[Math.max(0, Math.min(ends.length - 1, to))]);
}
function select(run, cluster) {
  state.selected = cluster < 0 ? null : { run, cluster };
  if (state.selected) showTab("cluster"); else if (state.tab === "cluster") showTab(state.runs.length > 1 ? "compare" : "run");
  later("map", "charts");
}
function nextCluster(by) {
  const run = state.selected?.run ?? 0;
  const { clusters } = state.runs[run]?.info.layout ?? { clusters: 0 };
  if (clusters) select(run, ((state.selected?.cluster ?? (by > 0 ? -1 : 0)) + by + clusters) % clusters);
}
function compare() {
  if (state.runs.length > 1) { state.runs.pop().close(); if (state.selected?.run === 1) state.selected = null; layOut(); } else pickFile(state.runs.length);
}
function toggleTheme() {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  try { localStorage.setItem("octosim-theme", document.documentElement.dataset.theme); } catch { /* a browser that keeps nothing: the theme lasts for this page */ }
  views.maps.forEach((map) => { map.legendKey = null; });
  if (state.tab === "cluster") views.cluster.drawn = null;
  later("map", "charts", "theme");
}
function toggleLive() {
  state.live = !state.live;
  ui.live.setAttribute("aria-pressed", String(state.live));
  clearInterval(toggleLive.timer);
  if (state.live) toggleLive.timer = setInterval(() => { if (!state.busy) reload(); if (state.runs.every((run) => Number(run.info.meta.complete))) toggleLive(); }, LIVE_SECONDS * 1000);
}

function showTab(tab) {
  state.tab = tab;
  const tabs = [["run", "Run"], ["cluster", "Cluster"], ["engine", "Engine"], ...(state.runs.length > 1 ? [["compare", "A / B"]] : [])];
  const hadFocus = ui.tabs.contains(document.activeElement);
  ui.tabs.replaceChildren(...tabs.map(([id, words]) => h("button", { role: "tab", id: `tab-${id}`, "aria-selected": String(id === tab), tabindex: id === tab ? "0" : "-1", onclick: () => showTab(id),
    onkeydown: (event) => { const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]; if (by) { const at = tabs.findIndex(([each]) => each === tab); showTab(tabs[(at + by + tabs.length) % tabs.length][0]); } } }, words)));
  if (hadFocus) ui.tabs.querySelector("[aria-selected=true]").focus();
  ui.panel.setAttribute("aria-labelledby", `tab-${tab}`);
  const [a, b] = state.runs;
  const both = (make) => state.runs.map((run, n) => (state.runs.length > 1 ? [h("h2", LETTERS[n]), make(run)] : make(run))).flat();
  if (!a) ui.panel.replaceChildren();
  else if (tab === "run") ui.panel.replaceChildren(...both(runPanel));
  else if (tab === "engine") ui.panel.replaceChildren(...both(enginePanel));
  else if (tab === "compare") ui.panel.replaceChildren(comparePanel(a, b));
  else if (!state.selected) ui.panel.replaceChildren(h("p.nothing", "Click a cluster on the map, or press n."));
  else {
    const { run, cluster } = state.selected;
    ui.panel.replaceChildren(views.cluster.element);
    views.cluster.show(state.runs[run], cluster, state.runs.length > 1 ? LETTERS[run] : "").catch(tellProblem);
  }
}

function tip(map, cluster, tbu, event) {
  const words = map.tell(cluster, tbu, axis.time);
  ui.tip.hidden = !words;
  if (!words) return;
  ui.tip.replaceChildren(...words.map((line) => h("div", line)));
  ui.tip.style.left = `${Math.min(event.clientX + 14, innerWidth - 350)}px`;
  ui.tip.style.top = `${Math.min(event.clientY + 14, innerHeight - 120)}px`;
}

// Drawing

function draw() {
  scheduled = false;
  const what = dirty;
  dirty = new Set();
  if (what.has("problem")) { const broken = state.runs.find((run) => run.problem); if (broken) { tellProblem(broken.problem); broken.problem = null; } }
  if (!state.runs.length) return;
  if (what.has("charts") || what.has("series")) views.columns.forEach((_, n) => fillCharts(n).catch(tellProblem));
  if (what.has("theme")) showTab(state.tab);
  const charts = views.columns.flatMap((column) => Object.values(column));
  if (what.has("range")) {
    charts.forEach((view) => (view instanceof TimeChart ? view.setRange() : view.draw()));
    if (state.tab === "cluster" && state.selected) reloadTbuStrip();
  }
  if (what.has("time") || what.has("hover")) charts.forEach((view) => view.tell());
  if (what.has("size")) charts.forEach((view) => (view instanceof TimeChart ? view.resize() : view.draw()));
  views.maps.forEach((map, n) => {
    map.draw({ time: axis.time, mode: state.mode, arrows: state.arrows, selected: state.selected?.run === n ? state.selected.cluster : -1 });
    map.ended.textContent = axis.time > state.runs[n].end ? `ended at ${cycles(state.runs[n].end)}` : "";
  });
  if (state.tab === "cluster" && state.selected) views.cluster.update(axis.time);
  ui.charts.dataset.range = axis.range.map(Math.round).join(" ");
  ui.slider.value = String((1000 * axis.time) / axis.end);
  const clock = state.runs[0].info.settings["wafer.clock"] || 1e9;
  ui.clock.textContent = `${cycles(axis.time, 6)} = ${seconds(axis.time / clock, 4)}`;
  ui.slider.setAttribute("aria-valuetext", ui.clock.textContent);
}

function reloadTbuStrip() {
  clearTimeout(reloadTbuStrip.timer);
  views.cluster.strip?.draw();
  reloadTbuStrip.timer = setTimeout(() => { if (state.tab === "cluster" && state.selected) views.cluster.loadStrip().catch(tellProblem); }, 120);
}

// Beginning

function listenToDrops() {
  let depth = 0;
  const zones = () => {
    const slots = state.runs.length ? [[0, "Open"], [1, "Compare with A"]] : [[0, "Open"]];
    return slots.map(([slot, words]) => h("div", { "data-slot": String(slot), ondragenter: (event) => event.currentTarget.classList.add("over"), ondragleave: (event) => event.currentTarget.classList.remove("over") }, words));
  };
  window.addEventListener("dragenter", (event) => { event.preventDefault(); if (depth++ === 0) { ui.drop.replaceChildren(...zones()); ui.drop.hidden = false; } });
  window.addEventListener("dragleave", () => { if (--depth <= 0) { depth = 0; ui.drop.hidden = true; } });
  window.addEventListener("dragover", (event) => event.preventDefault());
  window.addEventListener("drop", async (event) => {
    event.preventDefault();
    depth = 0;
    ui.drop.hidden = true;
    const slot = Number(event.target instanceof HTMLElement ? event.target.dataset.slot ?? 0 : 0);
    try { await openRuns(await dropped(event.dataTransfer), slot); } catch (error) { tellProblem({ kind: "foreign", message: `What was dropped cannot be read: ${error.message}` }); }
  });
}

function chooseTheme() {
  let kept = null;
  try { kept = localStorage.getItem("octosim-theme"); } catch { /* a browser that keeps nothing */ }
  const dark = matchMedia("(prefers-color-scheme: dark)");
  document.documentElement.dataset.theme = kept ?? (dark.matches ? "dark" : "light");
  if (!kept) dark.addEventListener("change", () => { if (isDark() !== dark.matches) toggleTheme(); });
}

/** A page that is written anew while a run goes on loads itself again, and shows what it showed. */
function followPage() {
  const seconds = Number(document.querySelector("meta[name=octosim-live]")?.content ?? 0);
  const key = `octosim-view ${location.pathname}`;
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (kept && seconds) {
      setMode(kept.mode);
      axis.setTime(kept.atEnd ? axis.end : kept.time, false);
      if (kept.selected) select(kept.selected.run, kept.selected.cluster);
    } else if (seconds) axis.setTime(axis.end, false);
    if (seconds) {
      setTimeout(() => {
        sessionStorage.setItem(key, JSON.stringify({ mode: state.mode, time: axis.time, atEnd: axis.time >= axis.end, selected: state.selected }));
        location.reload();
      }, seconds * 1000);
    }
  } catch { /* a browser that keeps nothing: the page begins anew */ }
}

async function begin() {
  chooseTheme();
  build();
  listenToDrops();
  listen({
    " ": togglePlay, arrowright: (event) => step(event.shiftKey ? 10 : 1), arrowleft: (event) => step(event.shiftKey ? -10 : -1), home: () => axis.setTime(0), end: () => axis.setTime(axis.end),
    "[": () => setSpeed(-1), "]": () => setSpeed(1), "+": () => axis.zoom(1.6), "=": () => axis.zoom(1.6), "-": () => axis.zoom(1 / 1.6), 0: () => axis.setRange(0, axis.end), m: toggleArrows, s: nextStrip, f: toggleLarge,
    n: () => nextCluster(1), p: () => nextCluster(-1), escape: () => { if (!ui.help.open) select(0, -1); else ui.help.close(); }, o: (event) => pickFile(0, event.shiftKey), c: compare, r: reload, t: toggleTheme, "?": () => ui.help.showModal(),
    ...Object.fromEntries(MODES.map(({ id }, n) => [String(n + 1), () => setMode(id)])),
  });
  new ResizeObserver(() => later("map", "size")).observe(ui.main);
  spare = newClient();
  const traces = embedded();
  ui.welcome.hidden = traces.length > 0; // it would flash
  for (let n = 0; n < traces.length; n++) await open([traces[n]], n);
  ui.welcome.hidden = state.runs.length > 0;
  if (traces.length && state.runs.length) followPage();
  document.documentElement.dataset.ready = "1";
}

begin();
