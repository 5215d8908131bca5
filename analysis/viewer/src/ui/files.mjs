// Files of the user: chosen, dropped (also folders of runs), read again, or embedded in this page.

const isRank = (name) => /^rank-\d{4,}\.h5$/.test(name);

/** What to open of a folder's files: the whole trace, else what was recovered, else what the ranks wrote. */
export function choose(entries) {
  for (const name of ["trace.h5", "recovered.h5"]) {
    const found = entries.find((entry) => entry.name === name);
    if (found) return [found];
  }
  const ranks = entries.filter((entry) => isRank(entry.name));
  if (ranks.length) return ranks;
  return entries.filter((entry) => /\.(h5|hdf5)$/.test(entry.name)).slice(0, 1);
}

/**
 * What was dropped as runs: [[{name, data, again()}], ...].  Where the browser gives handles, `again` reads a file anew.
 * Must be called in the drop event itself.
 */
export async function dropped(transfer) {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const handles = items.map((item) => item.getAsFileSystemHandle?.().catch(() => null) ?? null);
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = items.map((item) => item.getAsFile());
  const runs = [];
  const loose = [];
  for (let n = 0; n < items.length; n++) {
    const handle = await handles[n];
    if (handle?.kind === "directory") runs.push(await folderOf(handle));
    else if (entries[n]?.isDirectory) runs.push(await entryFolder(entries[n]));
    else if (handle?.kind === "file") loose.push(await ofHandle(handle));
    else if (plain[n]) loose.push(ofFile(plain[n]));
  }
  return [...grouped(loose), ...runs];
}

/** Files chosen in a dialog or dropped one by one: all files of ranks together are one run. */
export function grouped(files) {
  const ranks = files.filter((file) => isRank(file.name));
  const others = files.filter((file) => !isRank(file.name)).map((file) => [file]);
  return ranks.length ? [ranks, ...others] : others;
}

export const ofFile = (file) => ({ name: file.name, data: file, again: null });

async function ofHandle(handle) {
  const made = { name: handle.name, data: await handle.getFile() };
  made.again = async () => { made.data = await handle.getFile(); };
  return made;
}

async function folderOf(handle) {
  const list = async () => {
    const found = [];
    for await (const entry of handle.values()) if (entry.kind === "file") found.push(entry);
    return Promise.all(choose(found).map(ofHandle));
  };
  const files = await list();
  files.folder = handle.name;
  files.again = list;
  return files;
}

async function entryFolder(entry) {
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    found.push(...some.filter((each) => each.isFile));
  }
  const files = await Promise.all(choose(found).map((each) => new Promise((resolve, reject) => each.file((file) => resolve(ofFile(file)), reject))));
  files.folder = entry.name;
  return files;
}

/** The traces that octosim report put into this page: [{name, note, text}]. */
export function embedded() {
  return [...document.querySelectorAll("script.embedded-trace")].map((script) => ({ name: script.dataset.name, note: script.dataset.note ?? "", text: script.textContent.trim() }));
}
