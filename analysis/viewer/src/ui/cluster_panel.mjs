// One cluster, down to its TBUs.
import { bytes, cycles, grouped, percent, short } from "../format.mjs";
import { REASONS, STATES, STATE_NAMES, rgbOf, stateColour, subOwgColour } from "../palette.mjs";
import { Strip } from "../view/strip.mjs";
import { intervalAt, paintIntervals } from "../view/strip_paint.mjs";
import { h, table } from "./dom.mjs";

const S = STATES.length;

export class ClusterPanel {
  constructor(axis) {
    this.axis = axis;
    this.element = h("div.panel-body");
    this.now = h("div");
    this.stripHost = h("div.tbu-strip");
    this.end = h("div.end-tables");
  }

  async show(run, id, letter) {
    this.run = run;
    this.id = id;
    const { layout, plan } = run.info;
    this.tbus = [];
    layout.clusterOf.forEach((cluster, tbu) => { if (cluster === id) this.tbus.push(tbu); });
    const columns = [...new Set(this.tbus.map((tbu) => tbu % layout.cols))].length;
    this.columns = columns;
    this.plan = plan;
    this.element.replaceChildren(h("h2", `${letter ? `${letter}: ` : ""}Cluster ${id}`), this.now, h("h3", "Its TBUs over time"), this.stripHost, this.end);
    this.stripHost.replaceChildren();
    this.strip = new Strip(this.stripHost, this.axis, { title: "", rowName: (row) => `TBU ${this.tbus[row]}`, on: {} });
    this.strip.hint = "What each did most; point at a row for more.";
    this.strip.plot.style.height = `${Math.min(260, 16 * this.tbus.length)}px`;
    this.end.replaceChildren();
    this.drawn = null;
    this.update(this.axis.time);
    await Promise.all([this.loadStrip(), this.loadTotals()]);
  }

  async loadStrip() {
    const { run, id } = this;
    const [start, end] = this.axis.range;
    const found = await run.ask("tbusOf", { id, start, end, most: 240 });
    if (run !== this.run || id !== this.id) return;
    const count = found.tbus.length;
    const dominant = (row, n) => {
      let best = 0;
      for (let s = 1; s < S; s++) if (found.states[(n * count + row) * S + s] > found.states[(n * count + row) * S + best]) best = s;
      return best;
    };
    this.strip.show({
      rows: count,
      paint: (row, edges, put) => {
        const colours = STATES.map((_, s) => rgbOf(stateColour(s)));
        paintIntervals(found.at, edges, (n) => colours[dominant(row, n)], put);
      },
      tellRow: (row, time) => {
        const n = intervalAt(found.at, time);
        return `TBU ${found.tbus[row]}: ${STATE_NAMES.map((name, s) => [name, found.states[(n * count + row) * S + s]]).filter(([, part]) => part >= 0.005)
          .sort((a, b) => b[1] - a[1]).map(([name, part]) => `${name} ${percent(part)}`).join(", ")}`;
      },
    });
  }

  async loadTotals() {
    const { run, id } = this;
    const totals = await run.ask("totalsOf", { id });
    if (run !== this.run || id !== this.id) return;
    if (!totals) return;
    const sum = (row) => STATES.reduce((all, name) => all + totals[name][row], 0) || 1;
    const { totals: work } = run.info;
    const mine = Array.from(work.cluster.keys()).filter((row) => work.cluster[row] === id);
    this.end.replaceChildren(
      h("h3", "TBUs, whole run"),
      table(["TBU", "busy", "no input", "no room", "config.", "packets", "in", "out"], Array.from(totals.tbu, (tbu, row) => [String(tbu), percent(totals.busy[row] / sum(row)), percent(totals.starved[row] / sum(row)),
        percent(totals.blocked[row] / sum(row)), percent(totals.configuring[row] / sum(row)), grouped(totals.packets[row]), bytes(totals.loaded_bytes[row]), bytes(totals.sent_bytes[row])]), { class: "numbers" }),
      h("h3", "Sub-OWGs, whole run"),
      table(["Sub-OWG", "packets", "items", "chosen", "moves", "moved"], mine.map((row) => [String(work.sub_owg[row] + 1), grouped(work.executed[row]), grouped(work.items[row]),
        grouped(work.chosen[row]), grouped(work.moves[row]), bytes(work.moved_bytes[row])]), { class: "numbers" }));
  }

  /** What is at `time`; cheap if nothing changed. */
  update(time) {
    const { run, id } = this;
    if (!run) return;
    this.strip?.tell();
    const k = run.frameAt(Math.min(time, run.end));
    const frame = run.frame(k);
    const owner = run.ownerAt(id, time);
    const key = `${frame ? k : -1} ${owner.subOwg} ${owner.since} ${document.documentElement.dataset.theme}`;
    if (key === this.drawn || (!frame && this.drawn)) return;
    this.drawn = key;
    const { switches, switchesOf } = run.info;
    const words = owner.subOwg >= 0 ? [h("span.swatch", { vars: { "--swatch": subOwgColour(owner.subOwg) } }, `sub-OWG ${owner.subOwg + 1}`),
      ` since ${cycles(owner.since)}${owner.reason >= 0 ? ` (${REASONS[owner.reason]})` : ""}: ${this.plan.subOwgs[owner.subOwg]?.tasks.join(", ") ?? ""}`]
      : [owner.subOwg === -2 ? "Divided among several sub-OWGs for good." : "Which sub-OWG it works on is not known."];
    const list = switchesOf[id];
    let last = list.length;
    while (last > 0 && switches.time[list[last - 1]] > time) last--;
    const recent = list.slice(Math.max(0, last - 5), last).reverse();
    this.now.replaceChildren(h("p", words), frame ? this.tbuGrid(frame) : h("p.quiet", "reading\u2026"), ...(frame ? this.queueTable(frame) : []),
      h("h3", "Last switches"), recent.length ? table(["At", "from", "to", "because", "load"], recent.map((row) => [short(switches.time[row], 6), String(switches.from[row] + 1),
        String(switches.to[row] + 1), REASONS[switches.reason[row]] ?? String(switches.reason[row]), bytes(switches.bytes[row])]), { class: "numbers" }) : h("p.quiet", !run.info.recorded.switches ? "Not recorded at this level of the trace." : list.length ? "None yet." : "It has not turned to another sub-OWG."));
  }

  tbuGrid(frame) {
    const tight = this.columns > 4;
    return h(tight ? "div.tbu-grid.tight" : "div.tbu-grid", { role: "list", "aria-label": "TBUs of this cluster in this interval", style: { gridTemplateColumns: `repeat(${this.columns}, 1fr)` } },
      this.tbus.map((tbu) => {
        const parts = STATE_NAMES.map((name, s) => [name, frame.states[tbu * S + s], s]).filter(([, part]) => part > 0.002);
        return h("div.tbu", { role: "listitem", title: [`TBU ${tbu}, ${grouped(frame.packets[tbu])} packets`, ...parts.map(([name, part]) => `${name} ${percent(part)}`)].join("\n") },
          h("span.tbu-name", tight ? String(tbu) : `TBU ${tbu}`), h("span.tbu-use", percent(frame.states[tbu * S])),
          h("span.tbu-bar", parts.map(([, part, s]) => h("span", { style: { width: `${100 * part}%`, background: stateColour(s) } }))),
          tight ? "" : h("span.quiet", `${grouped(frame.packets[tbu])} packets`));
      }));
  }

  queueTable(frame) {
    const { queues } = frame;
    if (!queues) return [h("p.quiet", "Queues were not sampled.")];
    const rows = Array.from(queues.cluster.keys()).filter((row) => queues.cluster[row] === this.id).sort((a, b) => queues.sub_owg[a] - queues.sub_owg[b]);
    return [h("h3", `Queues at ${cycles(queues.time)}`), table(["Sub-OWG", "items in", "input", "between blocks", ""], rows.map((row) => [String(queues.sub_owg[row] + 1),
      grouped(queues.input_items[row]), bytes(queues.input_bytes[row]), bytes(queues.inner_bytes[row]), queues.owner[row] ? "works on it" : ""]), { class: "numbers" })];
  }
}
