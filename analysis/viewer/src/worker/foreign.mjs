// Files that people have beside their traces, and take for them: told by name, with what to do instead.

const TRACE = "A trace is the trace.h5 in the folder of a run";

/** Of a file that does not begin as HDF5: what it is, and what to do; by its first bytes. */
export function foreignBytes(bytes) {
  const text = new TextDecoder("latin1").decode(bytes);
  if (bytes.every((value) => value === 0)) return "begins with zero bytes only: it was reserved, but never written (a copy that broke off?). Copy it again.";
  if (text.startsWith("octosim plan")) return "is a compiled plan, not a trace: octosim run --plan executes it, and writes one.";
  if (text.includes('"octosim_checkpoint"')) return "is the list of a checkpoint, not a trace: drop the whole folder of the run; octosim run --resume goes on from it.";
  if (/^\s*[{[]/.test(text)) return "is JSON, not a trace: open the trace.h5 that lies beside it.";
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "is compressed with gzip: unpack it first.";
  if (text.startsWith("\xfd7zXZ")) return "is compressed with xz: unpack it first.";
  if (text.startsWith("PK\x03\x04")) return `is a zip archive, not an HDF5 file. ${TRACE}: unpack the archive, if it is in there.`;
  if (text.startsWith("CDF")) return `is netCDF of the classic format, not a trace of octosim. ${TRACE}.`;
  if (/^\s*<(!doctype|html)/i.test(text)) return "is an HTML page, not a trace: if octosim report made it, open it in the browser itself.";
  const found = Array.from(bytes.subarray(0, 8), (value) => (value >= 32 && value < 127 ? String.fromCharCode(value) : `\\x${value.toString(16).padStart(2, "0")}`)).join("");
  return `is not an HDF5 file: it begins with "${found}". ${TRACE}.`;
}

/** Of HDF5 without /meta@schema, by the names in its root and `attributeOf(path, name)`: what it is, and what to do. */
export function foreignHdf5(names, attributeOf) {
  const has = (...all) => all.every((name) => names.includes(name));
  if (has("ids", "offsets", "data")) return "is what a rank saved at a checkpoint, not a trace: drop the folder of the run; octosim run --resume goes on from it.";
  if (attributeOf("recorded", "format") === "octosim recording") return "is a recording of properties (octosim record), not a trace: a run reads it as workload.recorded.";
  const known = [["_NCProperties", "netCDF-4"], ["keras_version", "a Keras model"], ["layer_names", "weights of a Keras model"], ["PYTABLES_FORMAT_VERSION", "PyTables or pandas"]]
    .find(([name]) => attributeOf("/", name) !== undefined)?.[1];
  if (known) return `is HDF5, but no trace of octosim: it is ${known}. ${TRACE}.`;
  const some = names.length ? `it has ${names.slice(0, 6).join(", ")}${names.length > 6 ? ", ..." : ""}` : "it has nothing in it";
  return `is HDF5, but no trace of octosim: it has no /meta@schema (${some}). ${TRACE}.`;
}
