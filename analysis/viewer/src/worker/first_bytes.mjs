// What a file is by its first bytes, before HDF5 sees it: most files that are no trace can be told so in plain words.
import { Problem } from "./problem.mjs";

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

function number(view, at, size) {
  if (size === 8) return Number(view.getBigUint64(at, true));
  return size === 4 ? view.getUint32(at, true) : view.getUint16(at, true);
}

/** The length that the superblock says the file has, and where its byte of consistency flags is (-1: it has none). */
export function superblock(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[8];
  if (version <= 1) {
    const size = bytes[13];
    const base = version === 0 ? 24 : 28;
    return { version, end: number(view, base + 2 * size, size), flagsAt: -1 };
  }
  const size = bytes[9];
  return { version, end: number(view, 12 + 2 * size, size), flagsAt: 11 };
}

/** Throws a Problem if `bytes` (the first 512 or fewer) of a file of `size` bytes cannot begin a whole HDF5 file. */
export function checkFirstBytes(name, bytes, size) {
  if (size === 0) throw new Problem("empty", `${name} is empty.`);
  if (!SIGNATURE.every((value, at) => bytes[at] === value)) {
    const text = new TextDecoder("latin1").decode(bytes.subarray(0, 16));
    if (text.startsWith("octosim plan")) throw new Problem("foreign", `${name} is a compiled plan, not a trace (octosim info shows it).`);
    if (/^\s*[{[]/.test(text)) throw new Problem("foreign", `${name} is JSON, not a trace: open the trace.h5 that lies beside it.`);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new Problem("foreign", `${name} is compressed with gzip: unpack it first.`);
    throw new Problem("foreign", `${name} is not an HDF5 file: it begins with ${JSON.stringify(text.slice(0, 8))}. A trace is called trace.h5.`);
  }
  if (bytes.length < 48) throw new Problem("truncated", `${name} was cut short: it has ${size} bytes, fewer than the head of an HDF5 file.`);
  const { version, end } = superblock(bytes);
  if (version > 3) throw new Problem("corrupt", `${name} is damaged, or newer than this viewer: HDF5 superblock version ${version} (0 to 3 are known).`);
  // Files that are still written in SWMR mode have an old end; only whole files can be shorter than they say.
  if (end > size && version < 2) {
    throw new Problem("truncated", `${name} was cut short: it has ${size} of ${end} bytes. Copy it again, or octosim recover the folder of the run.`);
  }
}
