// Quantities over time: uPlot, with a legend that tells the values under the cursor.
import uPlot from "uplot";
import { ticks } from "./ruler.mjs";
import { LEFT, Lines, RIGHT } from "./time_axis.mjs";

const BINARY = Array.from({ length: 50 }, (_, power) => 2 ** power);
const stepped = uPlot.paths.stepped({ align: -1 });

export class TimeChart {
  /** `spec`: {title, format, stacked, max}. */
  constructor(host, axis, spec) {
    this.axis = axis;
    this.spec = spec;
    this.peers = [this]; // charts of the same quantity, of other runs: one scale for all, so that heights compare
    this.box = document.createElement("section");
    this.box.className = "chart";
    this.box.setAttribute("aria-label", spec.title);
    this.head = document.createElement("header");
    this.title = Object.assign(document.createElement("h3"), { textContent: spec.title });
    this.legend = Object.assign(document.createElement("div"), { className: "values" });
    this.head.append(this.title, this.legend);
    this.plot = Object.assign(document.createElement("div"), { className: "plot" });
    this.box.append(this.head, this.plot);
    host.append(this.box);
  }

  /** `data`: {x, series: [{name, colour, values, title}], note}; values[n] is of the interval that ends at x[n]. */
  show(data) {
    this.data = data;
    this.u?.destroy();
    this.u = null;
    this.tops = null;
    this.plot.replaceChildren();
    this.legend.replaceChildren();
    if (!data || !data.x.length) {
      this.plot.append(Object.assign(document.createElement("p"), { className: "nothing", textContent: data?.note ?? "Nothing was recorded." }));
      return;
    }
    // A first point at 0 lets the first interval be drawn.
    const first = data.x[0] > 0;
    const x = first ? Float64Array.from([0, ...data.x]) : data.x;
    const columns = data.series.map(({ values }) => (first ? Float64Array.from([values[0], ...values]) : Float64Array.from(values)));
    const drawn = columns.map((column) => column);
    if (this.spec.stacked) for (let s = 1; s < drawn.length; s++) drawn[s] = columns[s].map((value, n) => value + drawn[s - 1][n]);
    this.x = x;
    this.columns = columns;
    this.tops = Float64Array.from(x, (_, n) => drawn.reduce((most, column) => Math.max(most, column[n]), 0));
    const order = this.spec.stacked ? data.series.map((_, s) => s).reverse() : data.series.map((_, s) => s);
    const ink = getComputedStyle(document.documentElement);
    const grid = { stroke: ink.getPropertyValue("--grid").trim(), width: 1 };
    const text = ink.getPropertyValue("--quiet").trim();
    this.u = new uPlot({
      width: Math.max(100, this.plot.clientWidth), height: this.plot.clientHeight || 80, legend: { show: false }, cursor: { show: false, drag: { x: false, y: false } },
      padding: [6, RIGHT, 6, 0],
      scales: { x: { time: false, min: this.axis.range[0], max: this.axis.range[1] }, y: { range: () => [0, this.spec.max ?? (1.05 * Math.max(...this.peers.map((peer) => peer.top())) || 1)] } },
      axes: [
        { stroke: text, grid, ticks: { show: false }, size: 0, splits: () => ticks(...this.axis.range, this.plot.clientWidth - LEFT - RIGHT), values: (u, all) => all.map(() => "") },
        { stroke: text, grid, ticks: grid, size: LEFT, space: 26, incrs: this.spec.binary ? BINARY : undefined, values: (u, all) => all.map((value) => this.spec.format(value)) },
      ],
      series: [{}, ...order.map((s) => ({
        label: data.series[s].name, stroke: this.spec.stacked ? "transparent" : data.series[s].colour, width: this.spec.stacked ? 0 : 1.5,
        fill: this.spec.stacked ? data.series[s].colour : undefined, paths: stepped, points: { show: false },
      }))],
    }, [x, ...order.map((s) => drawn[s])], this.plot);
    this.lines = new Lines(this.u.over);
    this.axis.listen(this.u.over);
    this.items = data.series.map(({ name, colour, title }) => {
      const item = Object.assign(document.createElement("span"), { className: "swatch", title: title ?? "" });
      const value = document.createElement("b");
      item.style.setProperty("--swatch", colour);
      item.append(`${name} `, value);
      this.legend.append(item);
      return value;
    });
    this.tell();
    for (const peer of this.peers) if (peer !== this) peer.setRange();
  }

  /** The largest value in the range that is seen. */
  top() {
    if (!this.tops) return 0;
    const [low, high] = this.axis.range;
    let most = 0;
    // Values are of the interval before their instant: the first one after the range is seen, too.
    for (let n = 0; n < this.x.length; n++) if (this.x[n] >= low && (n === 0 || this.x[n - 1] <= high)) most = Math.max(most, this.tops[n]);
    return most;
  }

  setRange() { this.u?.setScale("x", { min: this.axis.range[0], max: this.axis.range[1] }); this.tell(); }

  tell() {
    if (!this.u) return;
    this.lines.place(this.axis);
    const time = this.axis.hover ?? this.axis.time;
    let n = 0;
    let high = this.x.length - 1;
    while (n < high) { const middle = (n + high) >> 1; if (this.x[middle] < time) n = middle + 1; else high = middle; }
    this.items.forEach((item, s) => { item.textContent = this.spec.format(this.columns[s][n]); });
  }

  resize() { if (this.u && this.plot.clientWidth > 0) this.u.setSize({ width: this.plot.clientWidth, height: this.plot.clientHeight || 80 }); }
}
