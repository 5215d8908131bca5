// The HDF5 library, and one open file of it.
import { File as H5File, ready } from "h5wasm";
import { checkFirstBytes, superblock } from "./first_bytes.mjs";
import { foreignHdf5 } from "./foreign.mjs";
import { addBytes, addPagedFile } from "./paged_file.mjs";
import { Problem, reasonOf } from "./problem.mjs";

export const SCHEMA = 1; // of io/FORMAT.md
const WHOLE_RANK_FILE = 1 << 30; // a file that is being written is read at once, before it changes again

let opened = 0;

/** A trace.h5, or what one rank wrote.  Columns are read on demand. */
export class TraceFile {
  /** `data`: File or Uint8Array.  Throws Problem. */
  static async open(name, data) {
    const module = await ready;
    module.activate_throwing_error_handler();
    const isBytes = data instanceof Uint8Array;
    const head = isBytes ? data.subarray(0, 512) : new Uint8Array(await readable(name, data.slice(0, 512)));
    checkFirstBytes(name, head, isBytes ? data.length : data.size);
    const path = `/file-${opened++}`;
    const { version, flagsAt } = superblock(head);
    if (version >= 2 && (isBytes ? data.length : data.size) < WHOLE_RANK_FILE) {
      const bytes = isBytes ? data.slice() : new Uint8Array(await readable(name, data));
      if (bytes[flagsAt] !== 0) closeHead(bytes, flagsAt);
      addBytes(module.FS, path, bytes);
    } else if (isBytes) {
      addBytes(module.FS, path, data);
    } else {
      addPagedFile(module.FS, path, data);
    }
    let file;
    try {
      file = new H5File(path, "r");
    } catch (error) {
      module.FS.unlink(path);
      throw new Problem("corrupt", `${name} is damaged: HDF5 cannot open it (${reasonOf(error)}). Copy it again.`);
    }
    try {
      return new TraceFile(name, module, file, path);
    } catch (problem) {
      try { file.close(); } catch { /* broken already: the first problem is told */ }
      module.FS.unlink(path);
      throw problem;
    }
  }

  constructor(name, module, file, path) {
    this.name = name;
    this.module = module;
    this.file = file;
    this.path = path;
    this.buffer = 0;
    this.bufferBytes = 0;
    this.checkKind();
    this.tables = this.findTables();
  }

  close() {
    if (this.buffer) this.module._free(this.buffer);
    this.file.close();
    this.module.FS.unlink(this.path);
  }

  damaged(what, error) {
    if (/NotReadable|could not be read|permission/i.test(`${error?.name} ${error?.message}`)) {
      return new Problem("changed", `${this.name} changed on disk since it was opened: open or reload it again.`);
    }
    return new Problem("corrupt", `${this.name} is damaged: ${what} cannot be read (${reasonOf(error)}). Copy it again; octosim verify tells what else is wrong with it.`);
  }

  checkKind() {
    let names;
    try {
      names = this.module.get_names(this.file.file_id, "/", false);
    } catch (error) {
      throw this.damaged("the list of its groups", error);
    }
    const meta = names.includes("meta") ? this.attributes("meta") : {};
    if (meta.schema === undefined) {
      const attributeOf = (path, name) => (path === "/" || names.includes(path) ? this.attributes(path)[name] : undefined);
      throw new Problem("foreign", `${this.name} ${foreignHdf5(names, attributeOf)}`);
    }
    if (!/^\d+$/.test(String(meta.schema))) throw new Problem("corrupt", `${this.name} is damaged: /meta@schema = ${JSON.stringify(meta.schema)} (must be a whole number).`);
    if (Number(meta.schema) !== SCHEMA) {
      throw new Problem("future", `${this.name} has schema ${meta.schema}, and this viewer reads schema ${SCHEMA}: ` +
        `${Number(meta.schema) > SCHEMA ? "a newer" : "an older"} octosim wrote it; use the viewer that came with it.`);
    }
    this.meta = meta;
    this.isRankFile = meta.rank !== undefined;
    const lacks = this.isRankFile ? [] : ["engine", "summary"].filter((group) => !names.includes(group));
    if (lacks.length) throw new Problem("corrupt", `${this.name} is not whole: it has no /${lacks.join(" and no /")}, which every trace has (octosim verify tells more).`);
  }

  /** name -> value; 64-bit numbers as BigInt. */
  attributes(path) {
    try {
      const object = this.file.get(path);
      const found = {};
      for (const [name, attribute] of Object.entries(object?.attrs ?? {})) {
        const value = attribute.value;
        found[name] = attribute.metadata.enum_type ? Boolean(attribute.json_value) : value;
      }
      return found;
    } catch (error) {
      throw this.damaged(`/${path}`, error);
    }
  }

  /** A text dataset; "" where there is none. */
  text(path) {
    try {
      if (!this.has(path)) return "";
      const value = this.file.get(path).value;
      return String(Array.isArray(value) ? value[0] : value);
    } catch (error) {
      throw this.damaged(`/${path}`, error);
    }
  }

  has(path) {
    const at = path.lastIndexOf("/");
    const group = at < 0 ? "/" : `/${path.slice(0, at)}`;
    try {
      const above = group === "/" || this.has(group.slice(1));
      return above && this.module.get_names(this.file.file_id, group, false).includes(path.slice(at + 1));
    } catch (error) {
      throw this.damaged(group, error);
    }
  }

  findTables() {
    const tables = new Map();
    let names;
    try {
      names = this.module.get_names(this.file.file_id, "/", true);
    } catch (error) {
      throw this.damaged("the list of its tables", error);
    }
    for (const name of names) {
      if (!name.endsWith("/time")) continue;
      const path = name.slice(0, -5);
      const attributes = this.attributes(path);
      if (attributes.columns === undefined) continue;
      const columns = [...(attributes.keys ?? "time,component,nth").split(","), ...String(attributes.columns).split(",").filter(Boolean)];
      const shapes = columns.map((column) => this.shape(`${path}/${column}`));
      const lengths = shapes.map((shape) => shape.rows);
      const rows = Math.min(...lengths);
      // While a file is written its columns grow one after the other; in a whole one they are of one length.
      if (!this.isRankFile && rows !== Math.max(...lengths)) {
        throw new Problem("corrupt", `${this.name} is damaged: columns of /${path} have different lengths (${[...new Set(lengths)].join(", ")}).`);
      }
      tables.set(path, { rows, columns: new Set(columns), chunk: shapes[0].chunk, level: String(attributes.level ?? "") });
    }
    return tables;
  }

  shape(path) {
    try {
      const data = this.module.get_dataset_metadata(this.file.file_id, `/${path}`);
      if (data.size !== 8 || data.shape?.length !== 1) throw new Error("it is no column of 64-bit numbers");
      return { rows: data.shape[0], chunk: data.chunks?.[0] ?? data.shape[0] };
    } catch (error) {
      throw this.damaged(`/${path}`, error);
    }
  }

  rows(table) {
    return this.tables.get(table)?.rows ?? 0;
  }

  /** Rows start <= row < start + count of a column, as numbers (exact below 2^53). */
  read(table, column, start = 0, count = this.rows(table) - start) {
    return this.readPath(`${table}/${column}`, start, count);
  }

  readPath(path, start, count) {
    const values = new Float64Array(count);
    if (!count) return values;
    const { module } = this;
    if (this.bufferBytes < count * 8) {
      if (this.buffer) module._free(this.buffer);
      this.bufferBytes = count * 8;
      this.buffer = module._malloc(this.bufferBytes);
      if (!this.buffer) throw new Problem("corrupt", `${this.name}: no memory for ${count} rows of /${path}.`);
    }
    try {
      module.get_dataset_data(this.file.file_id, `/${path}`, [BigInt(count)], [BigInt(start)], [1n], BigInt(this.buffer));
    } catch (error) {
      throw this.damaged(`/${path}`, error);
    }
    const words = new Uint32Array(module.HEAPU8.buffer, this.buffer, 2 * count);
    for (let row = 0; row < count; row++) values[row] = words[2 * row] + words[2 * row + 1] * 4294967296;
    return values;
  }

  /** Columns of a group of columns that is no table (/engine): name -> numbers. */
  columns(group) {
    if (!this.has(group)) return {};
    const found = {};
    for (const name of this.module.get_names(this.file.file_id, `/${group}`, false)) {
      const data = this.file.get(`${group}/${name}`);
      if (data?.type !== "Dataset" || data.shape?.length !== 1 || data.metadata.size !== 8) continue;
      found[name] = this.readPath(`${group}/${name}`, 0, data.shape[0]);
    }
    return found;
  }
}

/** A file that its writer has open, or was killed with, says so in its head; what lies below can be read all the same. */
function closeHead(bytes, flagsAt) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const size = bytes[9];
  bytes[flagsAt] = 0;
  if (size === 8) view.setBigUint64(12 + 2 * size, BigInt(bytes.length), true); // its end: the one in the head is of its beginning
  view.setUint32(12 + 4 * size, lookup3(bytes.subarray(0, 12 + 4 * size)), true);
}

/** Bob Jenkins' lookup3 (public domain), the checksum of HDF5's metadata; with initial value 0. */
export function lookup3(bytes) {
  const rot = (x, k) => (x << k) | (x >>> (32 - k));
  let length = bytes.length;
  let a = (0xdeadbeef + length) | 0;
  let b = a;
  let c = a;
  let at = 0;
  const word = (offset) => (bytes[at + offset] ?? 0) | ((bytes[at + offset + 1] ?? 0) << 8) | ((bytes[at + offset + 2] ?? 0) << 16) |
    ((bytes[at + offset + 3] ?? 0) << 24);
  while (length > 12) {
    a = (a + word(0)) | 0; b = (b + word(4)) | 0; c = (c + word(8)) | 0;
    a = (a - c) | 0; a ^= rot(c, 4); c = (c + b) | 0;
    b = (b - a) | 0; b ^= rot(a, 6); a = (a + c) | 0;
    c = (c - b) | 0; c ^= rot(b, 8); b = (b + a) | 0;
    a = (a - c) | 0; a ^= rot(c, 16); c = (c + b) | 0;
    b = (b - a) | 0; b ^= rot(a, 19); a = (a + c) | 0;
    c = (c - b) | 0; c ^= rot(b, 4); b = (b + a) | 0;
    length -= 12;
    at += 12;
  }
  if (length === 0) return c >>> 0;
  a = (a + word(0)) | 0; b = (b + word(4)) | 0; c = (c + word(8)) | 0;
  c ^= b; c = (c - rot(b, 14)) | 0;
  a ^= c; a = (a - rot(c, 11)) | 0;
  b ^= a; b = (b - rot(a, 25)) | 0;
  c ^= b; c = (c - rot(b, 16)) | 0;
  a ^= c; a = (a - rot(c, 4)) | 0;
  b ^= a; b = (b - rot(a, 14)) | 0;
  c ^= b; c = (c - rot(b, 24)) | 0;
  return c >>> 0;
}

async function readable(name, blob) {
  try {
    return await blob.arrayBuffer();
  } catch {
    throw new Problem("changed", `${name} cannot be read: it changed while it was read, or it is gone. Open or reload it again.`);
  }
}
