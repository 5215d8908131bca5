// The files of all ranks of a run that is still going on (or was killed), as one source: rows up to the instant that every
// rank has on disk, in the order of the model.  Everything is read at once: the files change.
import { Problem } from "./problem.mjs";

const END = 2 ** 62;

export class MergedRanks {
  /** `files`: TraceFiles of ranks.  Throws Problem if some are missing or of different runs. */
  constructor(files) {
    files.sort((a, b) => Number(a.meta.rank) - Number(b.meta.rank));
    const first = files[0];
    const ranks = Number(first.meta.ranks);
    const here = files.map((file) => Number(file.meta.rank));
    const missing = [];
    for (let rank = 0; rank < ranks; rank++) if (!here.includes(rank)) missing.push(rank);
    if (missing.length) {
      throw new Problem("incomplete", `${first.name} is what one of ${ranks} ranks wrote: open the files of all ranks together ` +
        `(missing: rank ${missing.slice(0, 8).join(", ")}), or drop the folder of the run.`);
    }
    for (const file of files) {
      if (file.meta.experiment_hash !== first.meta.experiment_hash || file.meta.seed !== first.meta.seed) {
        throw new Problem("incomplete", `${file.name} and ${first.name} are of different runs.`);
      }
    }
    if (files.some((file) => Number(file.meta.part ?? 0) !== 0) || files.length > ranks) {
      throw new Problem("incomplete", "This run was resumed from a checkpoint: its files lie in several parts. Use octosim report on its folder.");
    }
    this.name = files.length === 1 ? first.name : `${ranks} ranks`;
    this.until = Math.min(...files.map((file) => lastProgress(file)));
    this.finished = this.until >= END;
    this.meta = { ...first.meta, complete: 0n, complete_until: BigInt(Math.min(this.until, Number.MAX_SAFE_INTEGER)) };
    this.texts = { "meta/experiment": first.text("meta/experiment"), "meta/owg": first.text("meta/owg"), "meta/plan": first.text("meta/plan") };
    this.tables = new Map();
    this.data = new Map();
    for (const path of first.tables.keys()) this.mergeTable(files, path);
    for (const file of files) file.close();
  }

  mergeTable(files, path) {
    const columns = [...files[0].tables.get(path).columns];
    const parts = files.map((file) => Object.fromEntries(columns.map((name) => [name, file.read(path, name, 0, file.rows(path))])));
    const kept = parts.map((part) => {
      let rows = part.time.length;
      while (rows > 0 && part.time[rows - 1] >= this.until) rows--;
      return rows;
    });
    const rows = kept.reduce((sum, count) => sum + count, 0);
    const all = {};
    for (const name of columns) {
      all[name] = new Float64Array(rows);
      let at = 0;
      parts.forEach((part, number) => { all[name].set(part[name].subarray(0, kept[number]), at); at += kept[number]; });
    }
    const order = Uint32Array.from({ length: rows }, (_, row) => row);
    order.sort((a, b) => all.time[a] - all.time[b] || all.component[a] - all.component[b] || all.nth[a] - all.nth[b]);
    for (const name of columns) {
      const from = all[name];
      this.data.set(`${path}/${name}`, Float64Array.from(order, (row) => from[row]));
    }
    this.tables.set(path, { rows, columns: new Set(columns), chunk: Math.max(rows, 1), level: files[0].tables.get(path).level });
  }

  close() { this.data.clear(); }
  attributes() { return {}; }
  text(path) { return this.texts[path] ?? ""; }
  has() { return false; }
  columns() { return {}; }
  rows(table) { return this.tables.get(table)?.rows ?? 0; }

  read(table, column, start = 0, count = this.rows(table) - start) {
    return this.data.get(`${table}/${column}`).subarray(start, start + count);
  }
}

function lastProgress(file) {
  if (!file.has("progress/time")) return 0;
  const { rows } = file.shape("progress/time");
  return rows ? file.readPath("progress/time", rows - 1, 1)[0] : 0;
}
