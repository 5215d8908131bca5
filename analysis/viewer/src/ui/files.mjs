// Files of the user: chosen, dropped (also folders of runs), read again, or embedded in this page.

const isRank = (name) => /^rank-\d{4,}\.h5$/.test(name);
const isPart = (name) => /^part-\d{4,}$/.test(name);
const MANIFEST = "checkpoint.json";

/**
 * What to open of a folder: the whole trace, else what was recovered, else what the ranks wrote (of all parts, with the list
 * that says which rows of them count).  `entries`: [{path, ...}], path: below the folder, as "part-0001/rank-0000.h5".
 */
export function choose(entries) {
  for (const name of ["trace.h5", "recovered.h5"]) {
    const found = entries.find((entry) => entry.path === name);
    if (found) return [found];
  }
  const ranks = entries.filter(({ path }) => isRank(path) || (path.split("/").length === 2 && isPart(path.split("/")[0]) && isRank(path.split("/")[1])));
  if (ranks.length) return [...ranks, ...entries.filter(({ path }) => path === MANIFEST)];
  return entries.filter(({ path }) => /^[^/]+\.(h5|hdf5)$/.test(path)).slice(0, 1);
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
  if (!ranks.length) return files.map((file) => [file]);
  const others = files.filter((file) => !isRank(file.name) && file.name !== MANIFEST).map((file) => [file]);
  return [[...ranks, ...files.filter((file) => file.name === MANIFEST).map((file) => ({ ...file, manifest: true }))], ...others];
}

/** A folder that was chosen in a dialog, as the list of all its files. */
export function chosenFolder(list) {
  const files = choose([...list].map((file) => ({ path: file.webkitRelativePath.split("/").slice(1).join("/"), file }))).map(({ path, file }) => named(path, { data: file, again: null }));
  files.folder = list[0]?.webkitRelativePath.split("/")[0];
  return files;
}

export const ofFile = (file) => ({ name: file.name, data: file, again: null });
const named = (path, rest) => ({ name: path, manifest: path === MANIFEST, ...rest });

async function ofHandle(handle, path = handle.name) {
  const made = named(path, { data: await handle.getFile() });
  made.again = async () => { made.data = await handle.getFile(); };
  return made;
}

async function folderOf(handle) {
  const list = async () => {
    const found = [];
    for await (const entry of handle.values()) {
      if (entry.kind === "file") found.push({ path: entry.name, handle: entry });
      else if (isPart(entry.name)) for await (const below of entry.values()) if (below.kind === "file") found.push({ path: `${entry.name}/${below.name}`, handle: below });
    }
    return Promise.all(choose(found).map(({ path, handle: file }) => ofHandle(file, path)));
  };
  const files = await list();
  files.folder = handle.name;
  files.again = list;
  return files;
}

async function entryFolder(entry) {
  const list = async (folder, before) => {
    const reader = folder.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return found;
      for (const each of some) {
        if (each.isFile) found.push({ path: before + each.name, entry: each });
        else if (!before && isPart(each.name)) found.push(...await list(each, `${each.name}/`));
      }
    }
  };
  const files = await Promise.all(choose(await list(entry, "")).map(({ path, entry: each }) => new Promise((resolve, reject) => each.file((file) => resolve(named(path, { data: file, again: null })), reject))));
  files.folder = entry.name;
  return files;
}

/** The traces that octosim report put into this page: [{name, note, text}]. */
export function embedded() {
  return [...document.querySelectorAll("script.embedded-trace")].map((script) => ({ name: script.dataset.name, note: script.dataset.note ?? "", text: script.textContent.trim() }));
}
