// One run, as the page sees it: what it is, its frames (sampling intervals), and series over time.
//
// Counters of TBUs and links in the trace are "since the start": what happened in an interval is a difference of two instants,
// so any subset of instants gives exact sums over longer intervals.  Large traces are first shown by few instants, then by all.
import { Blocks } from "./blocks.mjs";
import { Instants } from "./instants.mjs";
import { layoutOf, planOf, settingsOf } from "./layout.mjs";

export const STATES = ["busy", "configuring", "loading", "starved", "blocked", "port", "open"];
const S = STATES.length;
const LEVELS = ["summary", "interval", "event"];
const OPEN = STATES.indexOf("open");
const REASONS = ["starved", "blocked", "port"].map((name) => STATES.indexOf(name));
const COARSE = 40; // instants of the first overview
const LINK_POINTS = 400;
const SMALL = 400000; // rows of which an overview is made at once
const STRIP_BYTES = 128 << 20;
const SLICE_MS = 60; // between two looks at the mail box

export class Run {
  /** `source`: TraceFile or MergedRanks.  Reads what the first picture needs. */
  constructor(source) {
    this.source = source;
    this.blocks = new Blocks(source);
    this.settings = settingsOf(source.text("meta/experiment"));
    this.plan = planOf(source.text("meta/plan"));
    this.tbus = this.instantsOf("tbus/samples");
    this.queues = this.instantsOf("clusters/samples");
    this.totals = source.rows("tbus/totals") ? source.read("tbus/totals", "time", 0, 1)[0] : -1;
    const table = this.totals >= 0 ? "tbus/totals" : "tbus/samples";
    const rows = this.totals >= 0 ? source.rows(table) : this.tbus.count ? this.tbus.first[1] : 0;
    const pairs = rows ? { tbu: source.read(table, "tbu", 0, rows), cluster: source.read(table, "cluster", 0, rows) } : null;
    this.layout = layoutOf(this.settings, this.plan, pairs);
    this.count = this.layout.clusterOf.length;
    // Frame k is at[k - 1] < t <= at[k], frame 0 begins at 0.
    const at = [...this.tbus.at.filter((time) => time > 0)];
    this.skipped = this.tbus.count - at.length; // samples of cycle 0
    if (this.totals > (at.at(-1) ?? 0)) at.push(this.totals);
    this.at = Float64Array.from(at);
    this.ended = this.totals >= 0 && this.at.at(-1) === this.totals;
  }

  instantsOf(table) {
    return new Instants(this.source, table);
  }

  /** Everything small, for the page. */
  describe() {
    const { source } = this;
    const plain = (attributes) => Object.fromEntries(Object.entries(attributes).map(([name, value]) =>
      [name, typeof value === "bigint" ? (value > 2n ** 53n ? `0x${value.toString(16)}` : Number(value)) : value]));
    const meta = plain(source.meta);
    for (const name of ["digest", "experiment_hash", "plan_digest"]) {
      if (typeof source.meta[name] === "bigint") meta[name] = `0x${source.meta[name].toString(16).padStart(16, "0")}`;
    }
    const whole = (table, columns) => {
      const rows = source.rows(table);
      return Object.fromEntries(columns.map((name) => [name, source.tables.get(table)?.columns.has(name) ? source.read(table, name, 0, rows) : new Float64Array(0)]));
    };
    const subOwgs = this.subOwgCount();
    return {
      name: source.name, meta, summary: source.has("summary") ? plain(source.attributes("summary")) : {}, settings: this.settings,
      layout: this.layout, plan: this.plan, planText: source.text("meta/plan"), subOwgs, at: this.at,
      tables: Object.fromEntries([...source.tables].map(([path, table]) => [path, table.rows])),
      switches: whole("clusters/switches", ["time", "cluster", "from", "to", "reason", "bytes"]),
      moves: whole("balance/moves", ["time", "from", "to", "sub_owg", "items", "bytes", "hops"]),
      recorded: { moves: this.recorded("balance/moves"), switches: this.recorded("clusters/switches") },
      first: this.firstOwners(), streams: whole("streams/done", ["time", "stream", "cluster", "first", "arrivals", "functional_ok"]),
      totals: whole("clusters/totals", ["cluster", "sub_owg", "executed", "items", "chosen", "moves", "moved_bytes"]),
      engine: source.columns("engine"), loads: source.columns("engine/loads"), classes: this.classes(),
    };
  }

  /** Whether records of `table` were made at the level of this run. */
  recorded(table) {
    const least = LEVELS.indexOf(this.source.tables.get(table)?.level);
    return least >= 0 && least <= LEVELS.indexOf(String(this.source.meta.level));
  }

  classes() {
    const columns = this.source.columns("engine/classes");
    return columns.component ? { ...columns, names: this.source.text("engine/classes/names").split("\n").filter(Boolean) } : null;
  }

  subOwgCount() {
    const of = (table, rows) => (rows ? this.source.read(table, "sub_owg", 0, rows).reduce((most, value) => Math.max(most, value), -1) + 1 : 0);
    return Math.max(this.plan.subOwgs.length, of("clusters/totals", this.source.rows("clusters/totals")),
      of("clusters/samples", this.queues.count ? this.queues.first[1] : 0));
  }

  /** By cluster the sub-OWG it began with: -1 not known, -2 divided among several for good. */
  firstOwners() {
    const { source } = this;
    const first = new Int32Array(this.layout.clusters).fill(-1);
    const set = (table, column, rows) => {
      const cluster = source.read(table, "cluster", 0, rows);
      const value = source.read(table, column, 0, rows);
      for (let row = rows - 1; row >= 0; row--) first[cluster[row]] = value[row];
    };
    if (this.queues.count) {
      const { cluster, sub_owg: sub, owner } = this.blocks.read("clusters/samples", ["cluster", "sub_owg", "owner"], 0, this.queues.first[1]);
      cluster.forEach((id, row) => { if (owner[row]) first[id] = first[id] === -1 ? sub[row] : -2; });
    }
    // What a cluster works on at the end it did not work on before, if it turned and nobody wrote it down.
    const never = this.recorded("clusters/switches") || (source.has("summary") && Number(source.attributes("summary").cluster_switches) === 0);
    if (never && source.rows("clusters/state")) set("clusters/state", "sub_owg", source.rows("clusters/state"));
    if (source.rows("clusters/switches")) set("clusters/switches", "from", source.rows("clusters/switches"));
    return first;
  }

  /** Since the start, by TBU: `values[name][tbu]`, at the end of frame k; k = -1: zeros. */
  cumulative(k, columns) {
    const zeros = Object.fromEntries(columns.map((name) => [name, new Float64Array(this.count)]));
    if (k < 0) return zeros;
    let table = "tbus/samples";
    let start;
    let stop;
    if (this.ended && k === this.at.length - 1) {
      table = "tbus/totals";
      start = 0;
      stop = this.source.rows(table);
    } else {
      start = this.tbus.first[k + this.skipped];
      stop = this.tbus.first[k + this.skipped + 1];
    }
    const rows = this.blocks.read(table, ["tbu", ...columns], start, stop);
    for (const name of columns) rows.tbu.forEach((tbu, row) => { zeros[name][tbu] = rows[name][row]; });
    return zeros;
  }

  /** What happened in frame k: by TBU and state the part of its cycles, packets; queues at its end; links. */
  frame(k) {
    const columns = [...STATES, "packets"];
    const before = this.cumulative(k - 1, columns);
    const after = this.cumulative(k, columns);
    const states = new Float32Array(this.count * S);
    const packets = new Float32Array(this.count);
    const length = this.at[k] - (k ? this.at[k - 1] : 0) || 1;
    const parts = new Float64Array(S);
    for (let tbu = 0; tbu < this.count; tbu++) {
      STATES.forEach((name, s) => { parts[s] = after[name][tbu] - before[name][tbu]; });
      settle(parts);
      for (let s = 0; s < S; s++) states[tbu * S + s] = parts[s] / length;
      packets[tbu] = after.packets[tbu] - before.packets[tbu];
    }
    return { k, states, packets, queues: this.queuesAt(this.at[k]), links: this.linksBetween(k ? this.at[k - 1] : 0, this.at[k]) };
  }

  /** By cluster and sub-OWG, at the last sample at or before `time`. */
  queuesAt(time) {
    const q = this.queues.before(time);
    if (q < 0) return null;
    const rows = this.blocks.read("clusters/samples", ["cluster", "sub_owg", "owner", "input_items", "input_bytes", "inner_bytes"],
      this.queues.first[q], this.queues.first[q + 1]);
    return { time: this.queues.at[q], ...rows };
  }

  /** By link used between the samples nearest to both times: `busy` is the part of the cycles that it was occupied. */
  linksBetween(start, end) {
    const to = this.blocks.instantBefore("network/links", end === this.at.at(-1) ? Infinity : end);
    if (!to) return null;
    const columns = ["mesh", "node", "side", "bytes", "busy", "waiting"];
    const now = this.blocks.read("network/links", columns, to.first, to.end);
    const from = start > 0 ? this.blocks.instantBefore("network/links", Math.min(start, to.time - 1)) : null;
    const length = to.time - (from?.time ?? 0) || 1;
    const key = (mesh, node, side) => (node * 8 + side) * 2 + mesh;
    const old = new Map();
    if (from) {
      const then = this.blocks.read("network/links", columns, from.first, from.end);
      then.node.forEach((node, row) => old.set(key(then.mesh[row], node, then.side[row]), row));
      old.rows = then;
    }
    const rows = now.node.length;
    const busy = new Float32Array(rows);
    const bytes = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const was = old.get(key(now.mesh[row], now.node[row], now.side[row]));
      busy[row] = (now.busy[row] - (was === undefined ? 0 : old.rows.busy[was])) / length;
      bytes[row] = now.bytes[row] - (was === undefined ? 0 : old.rows.bytes[was]);
    }
    return { mesh: Uint8Array.from(now.mesh), node: Uint32Array.from(now.node), side: Uint8Array.from(now.side), busy, bytes, waiting: now.waiting, length };
  }

  /** Series of the whole wafer and strips of its clusters, told by `tell(series)`: first coarse if the trace is large. */
  async overview(tell, pause) {
    const large = this.source.rows("tbus/samples") + this.source.rows("network/links") > SMALL;
    const every = (count) => Array.from({ length: count }, (_, k) => k);
    const frames = every(this.at.length);
    if (large) {
      const few = this.tbus.evenly(COARSE).map((k) => k - this.skipped).filter((k) => k >= 0);
      const last = this.at.length - 1;
      if (few.at(-1) !== last) few.push(last);
      const coarse = this.empty();
      await this.scanTbus(few, coarse, pause);
      await this.scanQueues(this.queues.evenly(COARSE), coarse, pause);
      tell(this.finish(coarse, false));
    }
    const fine = this.empty();
    await this.scanTbus(frames, fine, pause);
    await this.scanQueues(every(this.queues.count), fine, pause);
    if (large) tell(this.finish(fine, false));
    const stride = Math.max(1, Math.ceil(this.at.length / LINK_POINTS));
    await this.scanLinks([...this.at.filter((_, k) => k % stride === stride - 1), Infinity], fine, pause);
    tell(this.finish(fine, true));
  }

  empty() { return { frames: [], byCluster: null, queueAt: [], queue: null, links: null }; }

  async scanTbus(frames, into, pause) {
    const { clusters, clusterOf } = this.layout;
    const stride = Math.max(1, Math.ceil((frames.length * clusters * S * 8) / STRIP_BYTES));
    const kept = stride === 1 ? frames : frames.filter((_, n) => n % stride === stride - 1 || n === frames.length - 1);
    into.frames = kept;
    const last = new Float64Array(this.count * S);
    const parts = new Float64Array(S);
    into.byCluster = new Float64Array(kept.length * clusters * S);
    const sizes = new Float64Array(clusters);
    clusterOf.forEach((cluster) => { if (cluster >= 0) sizes[cluster]++; });
    into.sizes = sizes;
    let tick = performance.now();
    for (let n = 0; n < kept.length; n++) {
      const rows = this.cumulativeRows(kept[n]);
      const columns = STATES.map((name) => rows[name]);
      for (let row = 0; row < rows.tbu.length; row++) {
        const from = rows.tbu[row] * S;
        for (let s = 0; s < S; s++) {
          parts[s] = columns[s][row] - last[from + s];
          last[from + s] = columns[s][row];
        }
        settle(parts);
        const to = (n * clusters + rows.cluster[row]) * S;
        for (let s = 0; s < S; s++) into.byCluster[to + s] += parts[s];
      }
      if (performance.now() - tick > SLICE_MS) { await pause(); tick = performance.now(); }
    }
  }

  cumulativeRows(k) {
    const columns = ["tbu", "cluster", ...STATES];
    if (this.ended && k === this.at.length - 1) return this.blocks.read("tbus/totals", columns, 0, this.source.rows("tbus/totals"));
    return this.blocks.read("tbus/samples", columns, this.tbus.first[k + this.skipped], this.tbus.first[k + this.skipped + 1]);
  }

  async scanQueues(instants, into, pause) {
    const { clusters } = this.layout;
    const subs = this.subOwgCount();
    into.subs = subs;
    into.queueAt = Float64Array.from(instants, (k) => this.queues.at[k]);
    into.queueOfSub = new Float64Array(instants.length * subs);
    into.queueOfCluster = new Float64Array(instants.length * clusters);
    into.itemsOfCluster = new Float64Array(instants.length * clusters);
    let tick = performance.now();
    for (let n = 0; n < instants.length; n++) {
      const k = instants[n];
      const rows = this.blocks.read("clusters/samples", ["cluster", "sub_owg", "input_items", "input_bytes", "inner_bytes"], this.queues.first[k], this.queues.first[k + 1]);
      rows.cluster.forEach((cluster, row) => {
        const bytes = rows.input_bytes[row] + rows.inner_bytes[row];
        into.queueOfSub[n * subs + rows.sub_owg[row]] += bytes;
        into.queueOfCluster[n * clusters + cluster] += bytes;
        into.itemsOfCluster[n * clusters + cluster] += rows.input_items[row];
      });
      if (performance.now() - tick > SLICE_MS) { await pause(); tick = performance.now(); }
    }
  }

  async scanLinks(times, into, pause) {
    const at = [];
    const sums = [[], []];
    let tick = performance.now();
    for (const time of times) {
      const instant = this.blocks.instantBefore("network/links", time);
      if (!instant || instant.time === at.at(-1)) continue;
      const rows = this.blocks.read("network/links", ["mesh", "bytes"], instant.first, instant.end);
      const sum = [0, 0];
      rows.mesh.forEach((mesh, row) => { sum[mesh] += rows.bytes[row]; });
      at.push(instant.time);
      sums.forEach((list, mesh) => list.push(sum[mesh]));
      if (performance.now() - tick > SLICE_MS) { await pause(); tick = performance.now(); }
    }
    into.links = { at: Float64Array.from(at), rates: sums.map((sum) => Float64Array.from(sum, (value, n) => (value - (n ? sum[n - 1] : 0)) / (at[n] - (n ? at[n - 1] : 0) || 1))) };
  }

  finish(scan, whole) {
    const { clusters } = this.layout;
    const tbus = scan.sizes.reduce((sum, size) => sum + size, 0) || 1;
    const at = Float64Array.from(scan.frames, (k) => this.at[k]);
    const count = at.length;
    const states = STATES.map(() => new Float32Array(count));
    const busyOfCluster = new Float32Array(count * clusters);
    const stateOfCluster = new Uint8Array(count * clusters);
    for (let n = 0; n < count; n++) {
      const length = at[n] - (n ? at[n - 1] : 0) || 1;
      for (let cluster = 0; cluster < clusters; cluster++) {
        let most = -1;
        for (let s = 0; s < S; s++) {
          const spent = scan.byCluster[(n * clusters + cluster) * S + s];
          states[s][n] += spent / (length * tbus);
          if (s === 0) busyOfCluster[n * clusters + cluster] = spent / (length * (scan.sizes[cluster] || 1));
          if (spent > most) { most = spent; stateOfCluster[n * clusters + cluster] = s; }
        }
      }
    }
    this.scan = scan;
    return { whole, at, states, busyOfCluster, stateOfCluster, queueAt: scan.queueAt, subs: scan.subs, queueOfSub: scan.queueOfSub,
      queueOfCluster: scan.queueOfCluster, itemsOfCluster: scan.itemsOfCluster, links: scan.links };
  }

  /** Parts of the cycles of one cluster, by state, over time. */
  cluster(id) {
    const { scan } = this;
    if (!scan) return null;
    const { clusters } = this.layout;
    const at = Float64Array.from(scan.frames, (k) => this.at[k]);
    const states = STATES.map((_, s) => Float32Array.from(at, (time, n) => {
      const spent = scan.byCluster[(n * clusters + id) * S + s];
      return spent / ((time - (n ? at[n - 1] : 0) || 1) * (scan.sizes[id] || 1));
    }));
    return { at, states };
  }

  /** Of each TBU of a cluster over at most `most` intervals between `start` and `end`: parts by state. */
  tbusOf(id, start, end, most) {
    const tbus = [];
    this.layout.clusterOf.forEach((cluster, tbu) => { if (cluster === id) tbus.push(tbu); });
    const inside = [];
    this.at.forEach((time, k) => { if (time > start && (k === 0 || this.at[k - 1] < end)) inside.push(k); });
    const stride = Math.max(1, Math.ceil(inside.length / most));
    const picked = inside.filter((_, n) => n % stride === stride - 1 || n === inside.length - 1);
    const from = Float64Array.from(picked, (_, n) => (n ? this.at[picked[n - 1]] : inside[0] ? this.at[inside[0] - 1] : 0));
    const at = Float64Array.from(picked, (k) => this.at[k]);
    const states = new Float32Array(picked.length * tbus.length * S);
    const parts = new Float64Array(S);
    let before = this.cumulative((inside[0] ?? 0) - 1, STATES);
    picked.forEach((k, n) => {
      const after = this.cumulative(k, STATES);
      tbus.forEach((tbu, t) => {
        STATES.forEach((name, s) => { parts[s] = after[name][tbu] - before[name][tbu]; });
        settle(parts);
        for (let s = 0; s < S; s++) states[(n * tbus.length + t) * S + s] = parts[s] / (at[n] - from[n] || 1);
      });
      before = after;
    });
    return { tbus: Int32Array.from(tbus), from, at, states };
  }

  /** At the end of the run, of the TBUs of one cluster. */
  totalsOf(id) {
    const { source } = this;
    const rows = source.rows("tbus/totals");
    if (!rows) return null;
    const columns = ["tbu", "cluster", "packets", ...STATES, "loaded_bytes", "sent_bytes", "configuration_bytes"];
    const all = this.blocks.read("tbus/totals", columns, 0, rows);
    const mine = [];
    all.cluster.forEach((cluster, row) => { if (cluster === id) mine.push(row); });
    return Object.fromEntries(columns.map((name) => [name, Float64Array.from(mine, (row) => all[name][row])]));
  }
}

/**
 * Cycles of one TBU in an interval, by state.  An idle stretch is `open` until it ends, and is then given its reason all at
 * once: what of it lay in earlier intervals (by as much as `open` fell) is taken out, so that parts are of this interval.
 */
function settle(parts) {
  let early = -parts[OPEN];
  if (early <= 0) return;
  parts[OPEN] = 0;
  for (const s of REASONS) {
    const taken = Math.min(early, Math.max(0, parts[s]));
    parts[s] -= taken;
    early -= taken;
  }
}
