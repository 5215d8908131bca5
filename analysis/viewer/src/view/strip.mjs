// One row a cluster (or a TBU), time to the right: what each was doing, as colours.
import { short } from "../format.mjs";
import { LEFT, Lines, RIGHT } from "./time_axis.mjs";

export class Strip {
  /** `on.pick(row, time)`; rows are named by `rowName(row)`. */
  constructor(host, axis, { title, rowName, on, choice }) {
    this.axis = axis;
    this.rowName = rowName;
    this.on = on;
    this.box = Object.assign(document.createElement("section"), { className: "chart strip" });
    this.box.setAttribute("aria-label", title);
    this.head = document.createElement("header");
    this.title = Object.assign(document.createElement("h3"), { textContent: title });
    this.value = Object.assign(document.createElement("div"), { className: "values" });
    this.legend = Object.assign(document.createElement("span"), { className: "legend" });
    this.head.append(this.title, ...(choice ? [choice] : []), this.legend, this.value);
    this.plot = Object.assign(document.createElement("div"), { className: "plot" });
    this.names = Object.assign(document.createElement("div"), { className: "row-names" });
    this.over = Object.assign(document.createElement("div"), { className: "over" });
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", title);
    this.over.append(this.canvas);
    this.plot.append(this.names, this.over);
    this.box.append(this.head, this.plot);
    host.append(this.box);
    Object.assign(this.over.style, { left: `${LEFT}px`, right: `${RIGHT}px` });
    this.names.style.width = `${LEFT}px`;
    this.lines = new Lines(this.over);
    axis.listen(this.over);
    this.over.addEventListener("pointermove", (event) => { this.row = this.rowAt(event); this.tell(); });
    this.over.addEventListener("pointerleave", () => { this.row = -1; this.tell(); });
    this.over.addEventListener("click", (event) => { const row = this.rowAt(event); if (row >= 0) on?.pick?.(row); });
    this.row = -1;
  }

  rowAt(event) {
    const box = this.over.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * this.rows);
    return row >= 0 && row < this.rows ? row : -1;
  }

  /** `paint(row, edges, put)` calls put(pixel, [r, g, b]); `tellRow(row, time)` gives words; `legend`: elements, of colours that no chart names. */
  show({ rows, paint, tellRow, legend = [] }) {
    Object.assign(this, { rows, paint, tellRow });
    this.legend.replaceChildren(...legend);
    this.draw();
  }

  draw() {
    if (!this.paint) return;
    const width = Math.max(1, Math.round(this.over.clientWidth));
    const height = Math.max(1, Math.round(this.over.clientHeight));
    this.canvas.width = width;
    this.canvas.height = height;
    const pen = this.canvas.getContext("2d");
    const [low, high] = this.axis.range;
    const edges = Float64Array.from({ length: width + 1 }, (_, x) => low + ((high - low) * x) / width);
    const image = pen.createImageData(width, height);
    const line = new Uint8ClampedArray(width * 4);
    for (let row = 0; row < this.rows; row++) {
      line.fill(0);
      this.paint(row, edges, (x, rgb) => { line[4 * x] = rgb[0]; line[4 * x + 1] = rgb[1]; line[4 * x + 2] = rgb[2]; line[4 * x + 3] = 255; });
      const top = Math.floor((row * height) / this.rows);
      const bottom = Math.floor(((row + 1) * height) / this.rows);
      const gap = bottom - top > 5 ? 1 : 0;
      for (let y = top; y < Math.max(bottom - gap, top + 1); y++) image.data.set(line, y * width * 4);
    }
    pen.putImageData(image, 0, 0);
    this.names.replaceChildren();
    const every = Math.max(1, Math.ceil(this.rows / Math.floor(height / 11)));
    for (let row = 0; row < this.rows; row += every) {
      const name = Object.assign(document.createElement("span"), { textContent: this.rowName(row) });
      name.style.top = `${((row + 0.5) * 100) / this.rows}%`;
      this.names.append(name);
    }
    this.tell();
  }

  tell() {
    this.lines.place(this.axis);
    if (!this.tellRow) return;
    const time = this.axis.hover ?? this.axis.time;
    const words = this.row >= 0 ? this.tellRow(this.row, time) : "";
    this.value.textContent = words || (this.hint ?? `at ${short(time, 6)} cycles`);
  }
}
