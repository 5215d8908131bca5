// The wafer at one instant, on a canvas.
import { bytes, percent, short } from "../format.mjs";
import { STATES, STATE_NAMES, heat, heatGradient, isDark, lineHeat, lineHeatGradient, stateColour, subOwgColour } from "../palette.mjs";
import { Geometry } from "./geometry.mjs";

const S = STATES.length;
const PAD = 10;
const FRAME = 0.7; // of the outermost dies, in TBUs
const SMALL_CELL = 9; // pixels of a TBU: below, what it did most; above, all that it did
const BY_CLUSTER = ["sub", "queue", "load"]; // maps whose colours are of clusters, not of their TBUs
const MOST_ARROWS = 5; // sub-OWGs side by side between two clusters; of more, only their sums
const busiest = [0.001, 0.001]; // of both runs: the same colour means the same

export const MODES = [
  { id: "state", name: "State of TBUs" }, { id: "sub", name: "Sub-OWG of clusters" }, { id: "queue", name: "Queues of clusters" },
  { id: "use", name: "Utilization of TBUs" }, { id: "network", name: "Data network" }, { id: "control", name: "Control network" },
  { id: "load", name: "Events simulated" },
];

export class WaferMap {
  /** `host`: element; `on.hover(cluster, tbu, event)`, `on.pick(cluster)`. */
  constructor(host, label, on) {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "map";
    this.canvas.setAttribute("role", "img");
    this.label = label;
    this.legend = document.createElement("div");
    this.legend.className = "legend";
    host.append(this.canvas, this.legend);
    this.canvas.addEventListener("pointermove", (event) => { const at = this.at(event); on.hover(at.cluster, at.tbu, event); });
    this.canvas.addEventListener("pointerleave", (event) => on.hover(-1, -1, event));
    this.canvas.addEventListener("click", (event) => { const { cluster } = this.at(event); if (cluster >= 0) on.pick(cluster); });
  }

  setRun(run) {
    this.run = run;
    this.geometry = new Geometry(run.info.layout);
    this.peers = [this];
    this.shown = null;
    this.loads = null;
  }

  scale() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const unit = Math.max(0.5, Math.min((width - 2 * PAD) / (this.geometry.width + FRAME), (height - 2 * PAD) / (this.geometry.height + FRAME)));
    return { unit, x0: (width - unit * this.geometry.width) / 2, y0: (height - unit * this.geometry.height) / 2, width, height };
  }

  at(event) {
    if (!this.geometry) return { cluster: -1, tbu: -1 };
    const box = this.canvas.getBoundingClientRect();
    const { unit, x0, y0 } = this.scale();
    const tbu = this.geometry.tbuAt((event.clientX - box.left - x0) / unit, (event.clientY - box.top - y0) / unit);
    return { tbu, cluster: tbu < 0 ? -1 : this.run.info.layout.clusterOf[tbu] };
  }

  /** Middle of a cluster on the screen. */
  place(cluster) {
    const box = this.canvas.getBoundingClientRect();
    const { unit, x0, y0 } = this.scale();
    const [x, y] = this.geometry.centre(cluster);
    return [box.left + x0 + x * unit, box.top + y0 + y * unit];
  }

  draw({ time, mode, arrows, selected }) {
    const { run } = this;
    const { width, height, unit, x0, y0 } = this.scale();
    const ratio = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    const pen = this.canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--ink").trim();
    const k = run.frameAt(Math.min(time, run.end));
    const frame = run.frame(k);
    if (frame) this.shown = frame;
    run.frame(Math.min(k + 1, run.info.at.length - 1)); // the next one, while this is looked at
    pen.save();
    pen.translate(x0, y0);
    pen.scale(unit, unit);
    pen.fillStyle = style.getPropertyValue("--die").trim();
    for (const [x, y, w, h] of this.geometry.dies()) pen.fillRect(x - 0.3, y - 0.3, w + 0.6, h + 0.6);
    if (this.shown) this.cells(pen, mode, time, unit);
    this.borders(pen, mode, unit, style);
    const network = mode === "network" || mode === "control";
    if (network) this.moved = null; // arrows would hide the links
    else if (arrows && this.shown) this.arrows(pen, unit, k);
    if (this.shown && network) this.links(pen, mode === "control" ? 1 : 0, unit);
    if (selected >= 0 && this.geometry.boxes[selected]) {
      const [left, top, right, bottom] = this.geometry.boxes[selected];
      pen.lineWidth = Math.max(2.5 / unit, 0.05);
      pen.strokeStyle = ink;
      pen.strokeRect(left, top, right - left, bottom - top);
    }
    pen.restore();
    this.labels(pen, mode, time, unit, x0, y0, ink);
    this.describe(mode, time, k);
  }

  cells(pen, mode, time, unit) {
    const { clusterOf, clusters } = this.run.info.layout;
    const inset = unit > 5 ? 0.06 : 0;
    let byCluster = null;
    if (mode === "sub") byCluster = (cluster) => subOwgColour(this.run.ownerAt(cluster, time).subOwg);
    if (mode === "queue") {
      const depth = this.queueBytes(clusters);
      const most = this.mostQueued();
      byCluster = (cluster) => heat(Math.sqrt(depth[cluster] / most));
    }
    if (mode === "load") byCluster = (cluster) => heat((this.run.info.loads.events?.[cluster] ?? 0) / this.mostEvents());
    const faint = isDark() ? "#30353d" : "#e6e8eb";
    const cache = new Map();
    for (let tbu = 0; tbu < clusterOf.length; tbu++) {
      const cluster = clusterOf[tbu];
      const [x, y] = this.geometry.tbu(tbu);
      if (cluster < 0) pen.fillStyle = faint;
      else if (byCluster) {
        if (!cache.has(cluster)) cache.set(cluster, byCluster(cluster));
        pen.fillStyle = cache.get(cluster);
        pen.fillRect(x, y, 1 + 0.4 / unit, 1 + 0.4 / unit); // one colour for all of it: no gaps between its TBUs
        continue;
      } else if (mode === "use") pen.fillStyle = heat(this.shown.states[tbu * S]);
      else if (mode === "state") {
        this.stack(pen, tbu, x, y, inset, unit);
        continue;
      } else pen.fillStyle = faint;
      pen.fillRect(x + inset, y + inset, 1 - 2 * inset, 1 - 2 * inset);
    }
  }

  /** The parts of the interval, as a stack in the cell; where cells are small, the largest part only. */
  stack(pen, tbu, x, y, inset, unit) {
    const { states } = this.shown;
    const size = 1 - 2 * inset;
    if (unit < SMALL_CELL) {
      let most = 0;
      for (let s = 1; s < S; s++) if (states[tbu * S + s] > states[tbu * S + most]) most = s;
      pen.fillStyle = stateColour(most);
      pen.fillRect(x + inset, y + inset, size, size);
      return;
    }
    let bottom = y + 1 - inset;
    for (let s = 0; s < S; s++) {
      const tall = Math.min(states[tbu * S + s], 1) * size;
      if (tall * unit < 0.2) continue;
      pen.fillStyle = stateColour(s);
      pen.fillRect(x + inset, Math.max(y + inset, bottom - tall), size, Math.min(tall, bottom - y - inset));
      bottom -= tall;
    }
    if (bottom > y + inset + 0.01) {
      pen.fillStyle = stateColour(S - 1);
      pen.fillRect(x + inset, y + inset, size, bottom - y - inset);
    }
  }

  borders(pen, mode, unit, style) {
    pen.lineWidth = Math.min(0.16, 1.6 / unit);
    pen.strokeStyle = style.getPropertyValue(BY_CLUSTER.includes(mode) ? "--die" : mode === "network" || mode === "control" ? "--line" : "--cluster").trim();
    for (const [left, top, right, bottom] of this.geometry.boxes) if (right > left) pen.strokeRect(left, top, right - left, bottom - top);
    pen.lineWidth = Math.max(0.08, 2 / unit);
    pen.strokeStyle = style.getPropertyValue("--border").trim();
    for (const [x, y, w, h] of this.geometry.dies()) {
      pen.beginPath();
      pen.roundRect(x - 0.25, y - 0.25, w + 0.5, h + 0.5, 0.25);
      pen.stroke();
    }
  }

  /** Each direction on its right-hand side; brighter and wider where the link was occupied for more of the interval. */
  links(pen, mesh, unit) {
    const { links } = this.shown;
    if (!links) return;
    this.mostBusy(mesh);
    const most = busiest[mesh];
    const casing = isDark() ? "#0d0f12" : "#ffffff";
    const edge = unit < 12 ? 0 : 1.2 / unit; // of small links it would be all that is seen
    const order = Array.from(links.node.keys()).filter((row) => links.mesh[row] === mesh).sort((a, b) => links.busy[a] - links.busy[b]);
    for (const row of order) {
      const [x, y] = this.geometry.node(links.node[row]);
      const part = Math.sqrt(Math.min(1, links.busy[row] / most));
      pen.globalAlpha = links.busy[row] > 0 ? Math.min(1, 0.35 + part) : 0.12; // links at rest stay in the background
      if (links.side[row] === 4) {
        for (const [colour, radius] of [[casing, Math.max(0.1, 1.2 / unit) + edge / 2], [lineHeat(part), Math.max(0.1, 1.2 / unit)]]) {
          pen.fillStyle = colour;
          pen.beginPath();
          pen.arc(x, y, radius, 0, 7);
          pen.fill();
        }
        continue;
      }
      const [ex, ey] = this.geometry.node(this.geometry.neighbour(links.node[row], links.side[row]));
      const [dx, dy] = [Math.sign(ex - x), Math.sign(ey - y)];
      const off = 0.09;
      const wide = Math.max(0.09 + 0.1 * part, (1.2 + part) / unit);
      for (const [colour, width] of [[casing, wide + edge], [lineHeat(part), wide]]) {
        pen.strokeStyle = colour;
        pen.lineWidth = width;
        pen.beginPath();
        pen.moveTo(x - dy * off + dx * 0.12, y + dx * off + dy * 0.12);
        pen.lineTo(ex - dy * off - dx * 0.12, ey + dx * off - dy * 0.12);
        pen.stroke();
      }
    }
    pen.globalAlpha = 1;
  }

  /** Loads that moved between clusters in this interval: sums by pair, wider for more bytes. */
  arrows(pen, unit, k) {
    const { moves, at } = this.run.info;
    const [from, to] = [k ? at[k - 1] : 0, at[k]];
    const sums = new Map();
    for (let row = lowerBound(moves.time, from); row < moves.time.length && moves.time[row] <= to; row++) {
      const key = `${moves.from[row]} ${moves.to[row]} ${moves.sub_owg[row]}`;
      sums.set(key, (sums.get(key) ?? 0) + moves.bytes[row]);
    }
    this.moved = sums;
    const drawn = this.run.info.subOwgs > MOST_ARROWS ? byPair(sums) : sums;
    const most = Math.max(1, ...drawn.values());
    for (const [key, amount] of drawn) {
      const [a, b, sub] = key.split(" ").map(Number);
      if (!this.geometry.boxes[a] || !this.geometry.boxes[b]) continue;
      const [x, y] = this.geometry.centre(a);
      const [ex, ey] = this.geometry.centre(b);
      const length = Math.hypot(ex - x, ey - y) || 1;
      const [ux, uy] = [(ex - x) / length, (ey - y) / length];
      const reach = Math.min(length * (unit < 12 ? 0.4 : 0.31), 6);
      const off = drawn === sums ? 0.24 + 0.2 * sub : 0.3;
      const [mx, my] = [(x + ex) / 2 - uy * off, (y + ey) / 2 + ux * off];
      const wide = Math.max(2.2 / unit, 0.05 + 0.16 * Math.sqrt(amount / most));
      const head = wide * 2.4 + 0.08;
      const shape = (grow) => {
        const w = wide / 2 + grow;
        const h = head / 2 + grow * 1.4;
        const [sx, sy] = [mx - ux * (reach + grow), my - uy * (reach + grow)];
        const [tx, ty] = [mx + ux * (reach + grow * 1.6), my + uy * (reach + grow * 1.6)];
        const [nx, ny] = [tx - ux * head * 1.1, ty - uy * head * 1.1];
        pen.beginPath();
        pen.moveTo(sx - uy * w, sy + ux * w);
        pen.lineTo(nx - uy * w, ny + ux * w);
        pen.lineTo(nx - uy * h, ny + ux * h);
        pen.lineTo(tx, ty);
        pen.lineTo(nx + uy * h, ny - ux * h);
        pen.lineTo(nx + uy * w, ny - ux * w);
        pen.lineTo(sx + uy * w, sy - ux * w);
        pen.closePath();
        pen.fill();
      };
      pen.fillStyle = "#0d0f12";
      shape(Math.max(0.045, Math.min(1.2, 0.1 * unit) / unit));
      pen.fillStyle = subOwgColour(sub);
      shape(0);
    }
  }

  labels(pen, mode, time, unit, x0, y0, ink) {
    const { clusters } = this.run.info.layout;
    const box = this.geometry.boxes.find(([left, , right]) => right > left);
    if (!box || (box[2] - box[0]) * unit < 56 || mode === "network" || mode === "control") return;
    const depth = mode === "queue" && this.shown ? this.queueBytes(clusters) : null;
    const family = getComputedStyle(document.body).fontFamily;
    const roomy = (box[2] - box[0]) * unit > 140 && (box[3] - box[1]) * unit > 44;
    pen.textBaseline = "top";
    for (let cluster = 0; cluster < clusters; cluster++) {
      const [left, top, right] = this.geometry.boxes[cluster];
      if (!(right > left)) continue;
      const owner = this.run.ownerAt(cluster, time).subOwg;
      let second = "";
      if (roomy && mode === "sub") second = owner >= 0 ? `sub-OWG ${owner + 1}` : owner === -2 ? "divided" : "";
      if (roomy && depth) second = bytes(depth[cluster]);
      if (roomy && (mode === "state" || mode === "use") && this.shown) second = `${percent(this.useOf(cluster))} busy`;
      if (roomy && mode === "load") second = `${short(this.run.info.loads.events?.[cluster] ?? 0)} events`;
      const write = (text, x, y, font) => {
        pen.font = font;
        const wide = pen.measureText(text).width;
        const tall = parseInt(font.match(/(\d+)px/)[1], 10);
        pen.fillStyle = isDark() ? "rgba(13,15,18,.78)" : "rgba(255,255,255,.82)";
        pen.fillRect(x - 3, y - 2, wide + 6, tall + 4);
        pen.fillStyle = ink;
        pen.fillText(text, x, y);
      };
      const [px, py] = [x0 + left * unit + 7, y0 + top * unit + 7];
      write(String(cluster), px, py, `600 12px ${family}`);
      if (second) write(second, px + 26, py, `12px ${family}`);
    }
  }

  useOf(cluster) {
    const { clusterOf } = this.run.info.layout;
    let sum = 0;
    let count = 0;
    clusterOf.forEach((each, tbu) => { if (each === cluster) { sum += this.shown.states[tbu * S]; count++; } });
    return count ? sum / count : 0;
  }

  queueBytes(clusters) {
    const depth = new Float64Array(clusters);
    const { queues } = this.shown;
    queues?.cluster.forEach((cluster, row) => { depth[cluster] += queues.input_bytes[row] + queues.inner_bytes[row]; });
    return depth;
  }

  /** Of both runs: the same colour means the same. */
  mostQueued() { return Math.max(...this.peers.map((map) => map.ownMostQueued())); }
  mostEvents() { return Math.max(...this.peers.map((map) => map.ownMostEvents())); }

  ownMostQueued() {
    const { series } = this.run;
    if (series && this.most?.series !== series) this.most = { series, value: series.queueOfCluster.reduce((a, b) => Math.max(a, b), 1) };
    return this.most?.value ?? (this.shown ? this.queueBytes(this.run.info.layout.clusters).reduce((a, b) => Math.max(a, b), 1) : 1);
  }

  /** The scale of link heat: it only grows while a run is looked at, so that colours keep their meaning; in steps of 1, 2, 5. */
  mostBusy(mesh) {
    const links = this.shown?.links;
    let most = 0;
    links?.busy.forEach((value, row) => { if (links.mesh[row] === mesh && value > most) most = value; });
    const ten = 10 ** Math.floor(Math.log10(Math.max(most, 1e-3)));
    busiest[mesh] = Math.max(busiest[mesh], Math.min(1, [1, 2, 5, 10].find((step) => step * ten >= most) * ten));
    return busiest[mesh];
  }

  ownMostEvents() { return (this.loads ??= (this.run.info.loads.events ?? []).reduce((a, b) => Math.max(a, b), 1)); }

  describe(mode, time, k) {
    const { info } = this.run;
    const name = MODES.find((each) => each.id === mode).name;
    this.canvas.setAttribute("aria-label", `${this.label}: ${name} on a wafer of ${info.layout.chipletRows} x ${info.layout.chipletCols} chiplets, ` +
      `${info.layout.clusters} clusters, at ${Math.round(time)} cycles`);
    this.canvas.dataset.frame = this.shown ? this.shown.k : "";
    const moves = this.moved?.size ?? 0;
    const scale = mode === "network" || mode === "control" ? this.mostBusy(mode === "control" ? 1 : 0) : 0;
    const small = mode === "state" && this.scale().unit < SMALL_CELL;
    const key = `${mode === "queue" ? this.mostQueued() : scale} ${mode} ${small} ${isDark()} ${this.run.series ? 1 : 0} ${info.subOwgs} ${info.at[k]} ${moves}`;
    if (this.legendKey === key) return;
    this.legendKey = key;
    const network = mode === "network" || mode === "control";
    const gradient = (low, high, note) => {
      const bar = document.createElement("span");
      bar.className = "gradient";
      bar.style.background = network ? lineHeatGradient() : heatGradient();
      this.legend.append(low, bar, high);
      if (note) this.legend.append(Object.assign(document.createElement("span"), { className: "quiet", textContent: note }));
    };
    const swatch = (colour, words) => {
      const item = document.createElement("span");
      item.className = "swatch";
      item.style.setProperty("--swatch", colour);
      item.textContent = words;
      this.legend.append(item);
    };
    this.legend.replaceChildren();
    const span = `${short(k ? info.at[k - 1] : 0, 4)} to ${short(info.at[k] ?? 0, 4)} cycles`;
    if (mode === "state") STATE_NAMES.forEach((words, s) => swatch(stateColour(s), words));
    if (mode === "sub") {
      for (let sub = 0; sub < info.subOwgs; sub++) swatch(subOwgColour(sub), `${sub + 1} ${info.plan.subOwgs[sub]?.tasks.slice(0, 3).join(", ") ?? ""}`);
      if (info.first.some((owner) => owner < 0)) swatch(subOwgColour(-1), "not known or divided");
    }
    if (mode === "queue") gradient("0 B", bytes(this.mostQueued()), "held in the queues of a cluster; square-root scale");
    if (mode === "use") gradient("0 %", "100 %", "of the interval busy");
    if (mode === "network" || mode === "control") gradient("0 %", percent(scale), "of the interval occupied, square-root scale; dot: to the CBU itself");
    if (mode === "load") {
      if (info.loads.events) gradient("0", short(this.mostEvents()), "events that the simulator handled, whole run");
      else this.legend.append("This trace has no /engine/loads.");
    }
    const flows = network ? "" : info.recorded.moves ? `${moves} flow${moves === 1 ? "" : "s"} of moved load${moves && info.subOwgs > MOST_ARROWS ? ", drawn by pair of clusters" : ""}` : "moved load was not recorded";
    this.legend.append(Object.assign(document.createElement("span"), { className: "quiet", textContent: `${small ? "each TBU: what it did most; " : ""}interval ${span}${flows && `; ${flows}`}` }));
  }

  /** What is under the pointer, in words: [heading, ...lines]. */
  tell(cluster, tbu, time) {
    if (!this.shown || cluster < 0) return null;
    const owner = this.run.ownerAt(cluster, time);
    const lines = [`Cluster ${cluster}, TBU ${tbu}`];
    if (owner.subOwg >= 0) lines.push(`works on sub-OWG ${owner.subOwg + 1} since ${short(owner.since, 5)} cycles`);
    if (owner.subOwg === -2) lines.push("divided among sub-OWGs for good");
    const parts = STATE_NAMES.map((name, s) => [this.shown.states[tbu * S + s], name]).filter(([part]) => part >= 0.005).sort((a, b) => b[0] - a[0]);
    lines.push(`TBU: ${parts.map(([part, name]) => `${name} ${percent(part)}`).join(", ") || "nothing recorded"}`);
    lines.push(`cluster: ${percent(this.useOf(cluster))} busy, ${bytes(this.queueBytes(this.run.info.layout.clusters)[cluster])} queued`);
    return lines;
  }
}

/** One flow a pair of clusters, under the sub-OWG that has most of it. */
function byPair(sums) {
  const pairs = new Map();
  for (const [key, amount] of sums) {
    const [from, to, sub] = key.split(" ");
    const pair = pairs.get(`${from} ${to}`) ?? { amount: 0, most: 0, sub };
    if (amount > pair.most) Object.assign(pair, { most: amount, sub });
    pair.amount += amount;
    pairs.set(`${from} ${to}`, pair);
  }
  return new Map([...pairs].map(([key, { amount, sub }]) => [`${key} ${sub}`, amount]));
}

/** How many of the increasing `values` are at most `wanted`. */
export function lowerBound(values, wanted) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= wanted) low = middle + 1; else high = middle;
  }
  return low;
}
