// The worker that holds one run.  Messages in: {id, method, args}; out: {id, value} or {id, problem}, and {series} on its own.
import { provideHdf5 } from "./hdf5_bytes.mjs";
import { ready } from "h5wasm";
import { TraceFile } from "./hdf5.mjs";
import { MergedRanks } from "./merged_ranks.mjs";
import { Problem } from "./problem.mjs";
import { Run } from "./run.mjs";

let run = null;
let generation = 0;

const channel = new MessageChannel();
const waiting = [];
channel.port1.onmessage = () => waiting.shift()?.();
// Lets messages that came meanwhile be answered before the scan goes on.
const pause = () => new Promise((resolve) => { waiting.push(resolve); channel.port2.postMessage(0); });

async function unpacked(text, packed) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let n = 0; n < letters.length; n++) bytes[n] = letters.charCodeAt(n); // many times faster than Uint8Array.from with a function
  if (!packed) return bytes;
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

async function textOf({ name, data }) {
  try {
    return await data.text();
  } catch {
    throw new Problem("changed", `${name} cannot be read: it changed while it was read, or it is gone. Open or reload it again.`);
  }
}

const methods = {
  async start({ hdf5 }) {
    provideHdf5(await unpacked(hdf5, true));
    await ready;
  },

  /** `files`: [{name, data: File}] or [{name, text: base64}]; `manifest`: it is the checkpoint.json of files of ranks. */
  async open({ files }) {
    const began = performance.now();
    const opened = [];
    try {
      const manifest = files.find((file) => file.manifest);
      for (const file of files.filter((each) => !each.manifest)) opened.push(await TraceFile.open(file.name, file.data ?? (await unpacked(file.text, false))));
      if (opened.length > 1 && opened.some((file) => !file.isRankFile)) {
        throw new Problem("foreign", "Open one trace at a time (or two, to compare them): several files are only opened together if they are what the ranks of one run wrote.");
      }
      const source = opened[0].isRankFile ? new MergedRanks(opened, manifest ? await textOf(manifest) : null) : opened[0];
      const next = new Run(source);
      run?.source.close();
      run = next;
    } catch (error) {
      for (const file of opened) { try { file.close(); } catch { /* it is closed or broken already: the first problem is told */ } }
      throw error;
    }
    return { ...run.describe(), milliseconds: performance.now() - began };
  },

  async overview() {
    const mine = ++generation;
    const tell = (series) => { if (mine === generation) postMessage({ series }); };
    await run.overview(tell, async () => {
      await pause();
      if (mine !== generation) throw new Problem("replaced", "Another file was opened.");
    });
  },

  frame: ({ k }) => run.frame(k),
  cluster: ({ id }) => run.cluster(id),
  tbusOf: ({ id, start, end, most }) => run.tbusOf(id, start, end, most),
  totalsOf: ({ id }) => run.totalsOf(id),
};

onmessage = async ({ data: { id, method, args } }) => {
  try {
    postMessage({ id, value: await methods[method](args ?? {}) });
  } catch (error) {
    postMessage({ id, problem: { kind: error.kind ?? "corrupt", message: error instanceof Problem ? error.message : `This file cannot be shown: ${error?.message ?? error}` } });
  }
};
