// Columns in blocks of whole HDF5 chunks, the last used ones kept: playing through time reads each chunk once.
const BLOCK_ROWS = 16384;
const MOST_BYTES = 160 << 20;

export class Blocks {
  constructor(source) {
    this.source = source;
    this.kept = new Map();
    this.bytes = 0;
  }

  rowsOf(table) {
    const { chunk } = this.source.tables.get(table);
    return Math.max(1, Math.ceil(BLOCK_ROWS / chunk)) * chunk;
  }

  block(table, column, number) {
    const key = `${table}/${column}/${number}`;
    let values = this.kept.get(key);
    if (values) {
      this.kept.delete(key);
    } else {
      const size = this.rowsOf(table);
      const rows = this.source.rows(table);
      values = this.source.read(table, column, number * size, Math.min(size, rows - number * size));
      this.bytes += values.byteLength;
      for (const [oldest, old] of this.kept) {
        if (this.bytes <= MOST_BYTES) break;
        this.kept.delete(oldest);
        this.bytes -= old.byteLength;
      }
    }
    this.kept.set(key, values);
    return values;
  }

  time(table, row) {
    const size = this.rowsOf(table);
    return this.block(table, "time", Math.floor(row / size))[row % size];
  }

  /** How many rows have a time of at most `time`: times increase, so few blocks are looked at. */
  rowsUntil(table, time) {
    let low = 0;
    let high = this.source.rows(table);
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.time(table, middle) <= time) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** The last instant of a sampled table at or before `time`, as rows first <= row < end; null: none. */
  instantBefore(table, time) {
    const end = this.rowsUntil(table, time);
    if (!end) return null;
    const at = this.time(table, end - 1);
    return { time: at, first: this.rowsUntil(table, at - 1), end };
  }

  /** Rows start <= row < stop of several columns: name -> numbers. */
  read(table, columns, start, stop) {
    const size = this.rowsOf(table);
    const found = {};
    for (const column of columns) {
      const values = new Float64Array(stop - start);
      for (let number = Math.floor(start / size); number * size < stop; number++) {
        const block = this.block(table, column, number);
        const from = Math.max(start, number * size);
        const end = Math.min(stop, number * size + block.length);
        values.set(block.subarray(from - number * size, end - number * size), from - start);
      }
      found[column] = values;
    }
    return found;
  }
}
