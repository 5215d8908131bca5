// A File of the browser as a file of Emscripten's file system: read page by page when HDF5 asks, so that opening costs
// what is looked at and not what is there.
const PAGE = 1 << 18;
const MOST_PAGES = 1024; // 256 MiB

/** `file`: File or Blob.  After the file has changed on disk, reads fail (the browser forbids them). */
export function addPagedFile(FS, path, file) {
  const reader = new FileReaderSync();
  const pages = new Map();
  const page = (number) => {
    let bytes = pages.get(number);
    if (bytes) {
      pages.delete(number); // the last used goes to the end
    } else {
      bytes = new Uint8Array(reader.readAsArrayBuffer(file.slice(number * PAGE, (number + 1) * PAGE)));
      if (pages.size >= MOST_PAGES) pages.delete(pages.keys().next().value);
    }
    pages.set(number, bytes);
    return bytes;
  };
  addFile(FS, path, file.size, (target, offset, length, position) => {
    const end = Math.min(file.size, position + length);
    let at = position;
    while (at < end) {
      const number = Math.floor(at / PAGE);
      const from = at - number * PAGE;
      const bytes = page(number);
      const part = bytes.subarray(from, Math.min(bytes.length, from + end - at));
      if (!part.length) break;
      target.set(part, offset + at - position);
      at += part.length;
    }
    return Math.max(0, at - position);
  });
}

/** `bytes`: the whole file, not copied. */
export function addBytes(FS, path, bytes) {
  addFile(FS, path, bytes.length, (target, offset, length, position) => {
    const part = bytes.subarray(position, position + length);
    target.set(part, offset);
    return part.length;
  });
}

function addFile(FS, path, size, read) {
  const node = FS.create(path, 0o444);
  const stream = node.node ?? node;
  if (stream !== node) FS.close(node);
  stream.usedBytes = size;
  stream.stream_ops = {
    ...stream.stream_ops,
    read: (opened, target, offset, length, position) => read(target, offset, length, position),
    write: () => { throw new FS.ErrnoError(69); },
  };
}
