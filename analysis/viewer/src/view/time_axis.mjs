// What all views over time share: the visible range, the playhead, the cursor; and the mouse that moves them.

export const LEFT = 74; // pixels of the value axis, the same everywhere so that times lie below one another
export const RIGHT = 12;

export class TimeAxis {
  constructor(changed) {
    this.changed = changed;
    this.end = 1;
    this.range = [0, 1];
    this.time = 0;
    this.hover = null;
  }

  setEnd(end) {
    this.end = Math.max(1, end);
    this.setRange(0, this.end);
    this.time = Math.min(this.time, this.end);
  }

  setRange(low, high) {
    const least = Math.max(this.end / 5e5, 10);
    let [a, b] = [low, high];
    if (b - a < least) { const middle = (a + b) / 2; [a, b] = [middle - least / 2, middle + least / 2]; }
    const width = Math.min(b - a, this.end);
    a = Math.max(0, Math.min(a, this.end - width));
    this.range = [a, a + width];
    this.changed("range");
  }

  zoom(factor, around = this.time) {
    const [low, high] = this.range;
    const middle = Math.min(high, Math.max(low, around));
    this.setRange(middle - (middle - low) / factor, middle + (high - middle) / factor);
  }

  pan(part) {
    const [low, high] = this.range;
    const by = (high - low) * part;
    this.setRange(low + by, high + by);
  }

  setTime(time, follow = true) {
    this.time = Math.max(0, Math.min(this.end, time));
    const [low, high] = this.range;
    if (follow && (this.time < low || this.time > high)) {
      const width = high - low;
      this.setRange(this.time - width * 0.1, this.time + width * 0.9);
    }
    this.changed("time");
  }

  setHover(time) {
    if (this.hover === time) return;
    this.hover = time;
    this.changed("hover");
  }

  /** Wheel zooms, drag chooses a range, click sets the playhead, double click shows all; `over`: the area of the plot. */
  listen(over) {
    const timeOf = (event) => {
      const box = over.getBoundingClientRect();
      const [low, high] = this.range;
      return low + ((event.clientX - box.left) / box.width) * (high - low);
    };
    const band = document.createElement("div");
    band.className = "band";
    over.append(band);
    let from = null;
    over.addEventListener("wheel", (event) => {
      if (event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.pan((event.deltaX || event.deltaY) / 800);
      else this.zoom(Math.exp(-event.deltaY / 400), timeOf(event));
    }, { passive: false });
    over.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      from = { x: event.clientX, time: timeOf(event) };
      over.setPointerCapture(event.pointerId);
    });
    over.addEventListener("pointermove", (event) => {
      this.setHover(timeOf(event));
      if (!from) return;
      const box = over.getBoundingClientRect();
      const [a, b] = [Math.min(from.x, event.clientX), Math.max(from.x, event.clientX)];
      if (b - a > 4) Object.assign(band.style, { display: "block", left: `${a - box.left}px`, width: `${b - a}px` });
    });
    over.addEventListener("pointerup", (event) => {
      if (!from) return;
      const until = timeOf(event);
      const far = Math.abs(event.clientX - from.x) > 4;
      band.style.display = "none";
      if (far) this.setRange(Math.min(from.time, until), Math.max(from.time, until));
      else this.setTime(until, false);
      from = null;
    });
    over.addEventListener("pointercancel", () => { from = null; band.style.display = "none"; });
    over.addEventListener("pointerleave", () => { if (!from) this.setHover(null); });
    over.addEventListener("dblclick", () => this.setRange(0, this.end));
  }
}

/** Two thin lines over a plot: where the playhead is, and where the pointer is in any of the plots. */
export class Lines {
  constructor(over) {
    this.over = over;
    [this.head, this.cursor] = ["playhead", "cursor-line"].map((name) => {
      const line = document.createElement("div");
      line.className = name;
      over.append(line);
      return line;
    });
  }

  place(axis) {
    const [low, high] = axis.range;
    const put = (line, time) => {
      const part = time === null ? -1 : (time - low) / (high - low);
      line.style.display = part < 0 || part > 1 ? "none" : "block";
      line.style.left = `${100 * part}%`;
    };
    put(this.head, axis.time);
    put(this.cursor, axis.hover);
  }
}
