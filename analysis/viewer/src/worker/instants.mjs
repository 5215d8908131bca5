// A sampled table by instants: rows of one instant lie together, and instants increase.

/** `at[k]` cycles has the rows first[k] <= row < first[k + 1].  One pass over the column of times. */
export class Instants {
  constructor(source, table) {
    const rows = source.rows(table);
    const at = [];
    const first = [];
    let last = -1;
    const step = 1 << 18;
    for (let start = 0; start < rows; start += step) {
      const times = source.read(table, "time", start, Math.min(step, rows - start));
      for (let row = 0; row < times.length; row++) {
        if (times[row] === last) continue;
        last = times[row];
        at.push(last);
        first.push(start + row);
      }
    }
    first.push(rows);
    this.at = Float64Array.from(at);
    this.first = Float64Array.from(first);
  }

  get count() { return this.at.length; }

  /** The last instant at or before `time`; -1: none. */
  before(time) {
    let low = 0;
    let high = this.at.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at[middle] <= time) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  /** At most `most` instants, evenly among them, the last included. */
  evenly(most) {
    const count = this.at.length;
    if (count <= most) return Array.from({ length: count }, (_, k) => k);
    return Array.from({ length: most }, (_, n) => Math.round(((n + 1) * count) / most) - 1);
  }
}
