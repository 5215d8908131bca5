// The scale of time above all charts of a column; grids of the charts stand on the same ticks.
import { short } from "../format.mjs";
import { LEFT, Lines, RIGHT } from "./time_axis.mjs";

const LABEL = 84; // pixels that one label may take

/** Round instants from `low` to `high`, so far apart that labels on `width` pixels do not touch. */
export function ticks(low, high, width) {
  const least = ((high - low) * LABEL) / Math.max(width, LABEL);
  const ten = 10 ** Math.floor(Math.log10(least));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].find((each) => each * ten >= least) * ten);
  const found = [];
  for (let n = Math.ceil(low / step); n * step <= high; n++) found.push(n * step);
  return found;
}

export class Ruler {
  constructor(host, axis) {
    this.axis = axis;
    this.box = Object.assign(document.createElement("div"), { className: "ruler" });
    this.over = Object.assign(document.createElement("div"), { className: "over" });
    Object.assign(this.over.style, { left: `${LEFT}px`, right: `${RIGHT}px` });
    const unit = Object.assign(document.createElement("span"), { className: "unit", textContent: "cycles" });
    unit.style.width = `${LEFT - 8}px`;
    this.labels = document.createElement("div");
    this.over.append(this.labels);
    this.box.append(unit, this.over);
    host.append(this.box);
    this.lines = new Lines(this.over);
    axis.listen(this.over);
  }

  draw() {
    const [low, high] = this.axis.range;
    this.labels.replaceChildren(...ticks(low, high, this.over.clientWidth).map((time) => {
      const part = (time - low) / (high - low);
      const label = Object.assign(document.createElement("span"), { textContent: short(time, 6) });
      label.style.left = `${100 * part}%`;
      if (part < 0.03) label.className = "first";
      else if (part > 0.96) label.className = "last";
      return label;
    }));
    this.tell();
  }

  tell() { this.lines.place(this.axis); }
}
