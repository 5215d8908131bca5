// A run in its worker, seen from the page.

const text = (id) => document.getElementById(id).textContent;
let scriptUrl = null;
const MOST_FRAMES = 96;

export class RunClient {
  /** `changed()` is called when a frame or the series came that was not there. */
  constructor(changed) {
    scriptUrl ??= URL.createObjectURL(new Blob([text("worker-script")], { type: "text/javascript" }));
    this.worker = new Worker(scriptUrl);
    this.worker.onmessage = ({ data }) => this.receive(data);
    this.worker.onerror = (event) => { event.preventDefault(); this.failAll(event.message ?? "the worker ended"); };
    this.asked = new Map();
    this.next = 0;
    this.changed = changed;
    this.frames = new Map();
    this.series = null;
    this.problem = null;
    this.ask("start", { hdf5: text("hdf5") }).catch((problem) => this.failAll(problem.message));
  }

  ask(method, args) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      this.worker.postMessage({ id, method, args });
    });
  }

  failAll(message) {
    for (const { reject } of this.asked.values()) reject({ kind: "corrupt", message });
    this.asked.clear();
  }

  receive(data) {
    if (data.series) {
      this.series = data.series;
      this.changed("series");
      return;
    }
    const { resolve, reject } = this.asked.get(data.id) ?? {};
    this.asked.delete(data.id);
    if (data.problem) reject?.(data.problem); else resolve?.(data.value);
  }

  async open(files) {
    const info = await this.ask("open", { files });
    this.info = info;
    this.frames.clear();
    this.series = null;
    this.problem = null;
    indexSwitches(info);
    this.ask("overview").catch((problem) => this.fail(problem));
    return info;
  }

  fail(problem) {
    if (problem.kind === "replaced") return;
    this.problem = problem;
    this.changed("problem");
  }

  get end() { return this.info.at.at(-1) ?? 0; }

  /** The number of the frame that has `time`. */
  frameAt(time) {
    const { at } = this.info;
    let low = 0;
    let high = at.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at[middle] < time) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** Frame k if it is here, else null, and it is asked for. */
  frame(k) {
    if (!this.info.at.length) return null;
    const kept = this.frames.get(k);
    if (kept) return kept === "asked" ? null : kept;
    this.frames.set(k, "asked");
    this.ask("frame", { k }).then((frame) => {
      this.frames.set(k, frame);
      for (const old of this.frames.keys()) { if (this.frames.size <= MOST_FRAMES) break; this.frames.delete(old); }
      this.changed("frame");
    }, (problem) => this.fail(problem));
    return null;
  }

  /** The sub-OWG that a cluster works on at `time`: -1 not known, -2 divided; with when and why it turned to it. */
  ownerAt(cluster, time) {
    const list = this.info.switchesOf[cluster];
    let low = 0;
    let high = list.length;
    const { switches } = this.info;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (switches.time[list[middle]] <= time) low = middle + 1; else high = middle;
    }
    if (low === 0) return { subOwg: this.info.first[cluster], since: 0, reason: -1 };
    const row = list[low - 1];
    return { subOwg: switches.to[row], since: switches.time[row], reason: switches.reason[row] };
  }

  close() { this.worker.terminate(); }
}

/** By cluster, the rows of /clusters/switches in order of time. */
function indexSwitches(info) {
  info.switchesOf = Array.from({ length: info.layout.clusters }, () => []);
  info.switches.cluster.forEach((cluster, row) => info.switchesOf[cluster]?.push(row));
}
