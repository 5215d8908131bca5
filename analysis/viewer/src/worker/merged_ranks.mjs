// The files of all ranks of a run that is still going on (or was killed), as one source: rows up to the instant that every
// rank has on disk, in the order of the model.  A run that was resumed lies in parts: of all but the last, as many rows
// count as checkpoint.json says.  Everything is read at once: the files change.
import { Problem } from "./problem.mjs";

const END = 2 ** 62;

export class MergedRanks {
  /** `files`: TraceFiles of ranks; `manifest`: text of checkpoint.json, null if it is not there.  Throws Problem if some are missing or of different runs. */
  constructor(files, manifest = null) {
    for (const file of files) {
      if (file.meta.experiment_hash !== files[0].meta.experiment_hash || file.meta.seed !== files[0].meta.seed) {
        throw new Problem("incomplete", `${file.name} and ${files[0].name} are of different runs.`);
      }
    }
    this.parts = partsOf(files, manifest);
    const last = this.parts.at(-1);
    const first = this.parts[0].files[0];
    const ranks = last.files.length;
    this.name = files.length === 1 ? first.name : `${ranks} rank${ranks > 1 ? "s" : ""}${this.parts.length > 1 ? `, ${this.parts.length} parts` : ""}`;
    // What was there before the last start is there whatever that has flushed.
    this.until = Math.max(Number(last.files[0].meta.since ?? 0), Math.min(...last.files.map((file) => lastProgress(file))));
    this.finished = this.until >= END;
    this.meta = { ...first.meta, ranks: last.files[0].meta.ranks, complete: 0n, complete_until: BigInt(Math.min(this.until, Number.MAX_SAFE_INTEGER)) };
    this.texts = { "meta/experiment": first.text("meta/experiment"), "meta/owg": first.text("meta/owg"), "meta/plan": first.text("meta/plan") };
    this.tables = new Map();
    this.data = new Map();
    for (const path of first.tables.keys()) this.mergeTable(first, path);
    for (const file of files) file.close();
  }

  mergeTable(first, path) {
    const columns = [...first.tables.get(path).columns];
    const pieces = [];
    for (const part of this.parts) {
      part.files.forEach((file, rank) => {
        const there = file.rows(path);
        const count = part.rows ? part.rows[rank].get(path) ?? 0 : there;
        if (count > there) throw new Problem("corrupt", `${file.name} is damaged: /${path} has ${there} rows, but had ${count} at the checkpoint.`);
        const piece = Object.fromEntries(columns.map((name) => [name, file.read(path, name, 0, count)]));
        let kept = count;
        if (!part.rows) while (kept > 0 && piece.time[kept - 1] >= this.until) kept--;
        pieces.push({ piece, kept });
      });
    }
    const rows = pieces.reduce((sum, { kept }) => sum + kept, 0);
    const all = {};
    for (const name of columns) {
      all[name] = new Float64Array(rows);
      let at = 0;
      for (const { piece, kept } of pieces) { all[name].set(piece[name].subarray(0, kept), at); at += kept; }
    }
    const order = Uint32Array.from({ length: rows }, (_, row) => row);
    order.sort((a, b) => all.time[a] - all.time[b] || all.component[a] - all.component[b] || all.nth[a] - all.nth[b]);
    for (const name of columns) {
      const from = all[name];
      this.data.set(`${path}/${name}`, Float64Array.from(order, (row) => from[row]));
    }
    this.tables.set(path, { rows, columns: new Set(columns), chunk: Math.max(rows, 1), level: first.tables.get(path).level });
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

/** The starts of a run, in order: [{files by rank, rows: by rank, path -> how many count; null: as far as all have flushed}]. */
function partsOf(files, manifest) {
  const count = Math.max(...files.map((file) => Number(file.meta.part ?? 0))) + 1;
  const parts = Array.from({ length: count }, (_, part) => {
    const mine = files.filter((file) => Number(file.meta.part ?? 0) === part).sort((a, b) => Number(a.meta.rank) - Number(b.meta.rank));
    if (!mine.length) throw new Problem("incomplete", `This run was resumed from a checkpoint: part ${count - 1} of it is here, but part ${part} is not. Open the whole folder of the run.`);
    const ranks = Number(mine[0].meta.ranks);
    const here = mine.map((file) => Number(file.meta.rank));
    const missing = Array.from({ length: ranks }, (_, rank) => rank).filter((rank) => !here.includes(rank));
    if (missing.length) {
      throw new Problem("incomplete", `${mine[0].name} is what one of ${ranks} ranks wrote: open the files of all ranks together ` +
        `(missing: rank ${missing.slice(0, 8).join(", ")}), or the folder of the run.`);
    }
    if (mine.length > ranks) throw new Problem("incomplete", `${mine.length} files of a run of ${ranks} rank${ranks > 1 ? "s" : ""}: two of them are of the same rank. Open the folder of one run.`);
    return { files: mine, rows: null };
  });
  if (count === 1) return parts;
  const counted = checkpointed(manifest);
  parts.slice(0, -1).forEach((part, number) => {
    if (counted[number]?.length !== part.files.length) throw new Problem("incomplete", `checkpoint.json does not say which rows of part ${number} count (${part.files.length} ranks): open the whole folder of the run.`);
    const paths = [...part.files[0].tables.keys()].sort();
    part.rows = counted[number].map((rows) => new Map(paths.map((path, n) => [path, rows[n]])));
  });
  return parts;
}

/** By part, rank and table (in byte order of the paths) how many rows count. */
function checkpointed(manifest) {
  if (manifest === null) throw new Problem("incomplete", "This run was resumed from a checkpoint, and no checkpoint.json is here that counts the rows of its parts: open the whole folder of the run, or use octosim report on it.");
  try {
    return JSON.parse(manifest).parts.map((part) => part.rows);
  } catch (error) {
    throw new Problem("corrupt", `checkpoint.json is damaged: ${error.message}. Use octosim recover on the folder of the run.`);
  }
}
