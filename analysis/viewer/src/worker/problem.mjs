// What goes wrong, in words for the user: which file or table, what is there, what is needed.

/** `kind`: empty, foreign, truncated, corrupt, future, incomplete or changed; the page shows it as data-kind. */
export class Problem extends Error {
  constructor(kind, message) {
    super(message.replace(/[\u0000-\u001f\u007f-\u009f\ufffd]+/g, "?")); // names in a damaged file may be anything
    this.name = "Problem";
    this.kind = kind;
  }
}

/** The innermost reason of an HDF5 error stack, without paths of the library's sources. */
export function reasonOf(error) {
  const text = String(error?.message ?? error);
  const lines = text.split("\n").filter((line) => /^\s*#\d+:/.test(line));
  if (!lines.length) return text.split("\n")[0].slice(0, 200);
  return lines[lines.length - 1].replace(/^.*\(\):\s*/, "").slice(0, 200);
}
