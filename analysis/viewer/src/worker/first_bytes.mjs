// What a file is by its first bytes, before HDF5 sees it: most files that are no trace can be told so in plain words.
import { foreignBytes } from "./foreign.mjs";
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
  if (size === 0) throw new Problem("empty", `${name} is empty: a run that has just begun, or a copy that broke off. Copy it again.`);
  const begins = SIGNATURE.every((value, at) => at >= bytes.length || bytes[at] === value);
  if (bytes.length < 48 && begins) throw new Problem("truncated", `${name} was cut short: it has ${size} bytes, fewer than the head of an HDF5 file. Copy it again.`);
  if (!begins) {
    const inner = new TextDecoder("latin1").decode(bytes);
    if (inner.startsWith("MATLAB 7.3")) throw new Problem("foreign", `${name} is a file of MATLAB, not a trace of octosim: open the trace.h5 in the folder of a run.`);
    throw new Problem("foreign", `${name} ${foreignBytes(bytes)}`);
  }
  if (bytes[8] > 3) throw new Problem("corrupt", `${name} is damaged, or newer than this viewer: HDF5 superblock version ${bytes[8]} (0 to 3 are known).`);
  const offsets = bytes[8] <= 1 ? bytes[13] : bytes[9];
  if (![2, 4, 8].includes(offsets)) throw new Problem("corrupt", `${name} is damaged: the head of the HDF5 file says that its addresses have ${offsets} bytes (2, 4 or 8 are known).`);
  const { end, flagsAt } = superblock(bytes);
  // Files that are still written in SWMR mode have an old end, before what was written since.
  const written = flagsAt >= 0 && bytes[flagsAt] !== 0;
  if (end > size && !written) {
    throw new Problem("truncated", `${name} was cut short: it has ${size} of ${end} bytes. Copy it again, or octosim recover the folder of the run.`);
  }
}
