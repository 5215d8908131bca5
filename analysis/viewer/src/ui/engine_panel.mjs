// The simulator itself: what each rank did, what each class of components cost.
import { byName, grouped, label, percent, seconds, short } from "../format.mjs";
import { h, table } from "./dom.mjs";

const PARTS = [["compute_ns", "compute", "#0072B2"], ["synchronise_ns", "synchronise", "#E69F00"], ["send_ns", "send", "#009E73"], ["io_ns", "trace", "#CC79A7"]];

export function enginePanel(run) {
  const { engine, summary, classes, loads } = run.info;
  const ranks = engine.rank?.length ?? 0;
  if (!ranks) return h("div.panel-body", h("p.nothing", "A trace of a run that did not end says nothing about the engine."));
  const sums = Array.from({ length: ranks }, (_, rank) => PARTS.reduce((sum, [name]) => sum + (engine[name]?.[rank] ?? 0), 0));
  const longest = Math.max(1, ...sums);
  const bars = h("div.bars", { role: "img", "aria-label": "Wall clock of each rank by what it did" }, Array.from({ length: ranks }, (_, rank) => h("div.bar-row",
    h("span.bar-name", `rank ${engine.rank[rank]}`),
    h("span.bar", PARTS.map(([name, words, colour]) => h("span", { title: `${words}: ${seconds((engine[name]?.[rank] ?? 0) / 1e9)}`, style: { width: `${(100 * (engine[name]?.[rank] ?? 0)) / longest}%`, background: colour } }))),
    h("span.bar-value", `${seconds(sums[rank] / 1e9)}, ${percent(engine.compute_ns[rank] / (sums[rank] || 1))} compute`))));
  const columns = Object.keys(engine).filter((name) => name !== "rank").sort();
  const range = (name, values) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? [byName(name, low), ""] : [byName(name, low), byName(name, high)];
  };
  const host = Object.keys(summary).filter((name) => name.startsWith("host_")).sort();
  const perRank = ranks > 1 ? ["least", "most"] : ["value"];
  let busiest = "";
  if (loads.events?.length) {
    const most = loads.events.reduce((best, value, n) => (value > loads.events[best] ? n : best), 0);
    const mean = loads.events.reduce((a, b) => a + b, 0) / loads.events.length;
    busiest = h("p", `Busiest cluster for the simulator: ${loads.cluster[most]}, ${short(loads.events[most])} events, ${short(loads.events[most] / mean, 3)} times the mean. The map shows all (mode Events simulated).`);
  }
  return h("div.panel-body",
    h("h3", "Wall clock by rank"), h("p.legend", PARTS.map(([, words, colour]) => h("span.swatch", { vars: { "--swatch": colour } }, words))), bars, busiest,
    h("h3", "Counters of the ranks"), table(["Counter", ...perRank], columns.map((name) => [label(name), ...range(name, engine[name])].slice(0, perRank.length + 1)), { class: "numbers" }),
    classes ? [h("h3", "Classes of components (--profile)"), table(["Class", "Events", "Time"], byClass(classes), { class: "numbers" })] : h("p.quiet", "octosim run --profile would show here what each class of components costs."),
    host.length ? [h("h3", "On this machine"), table(["", "Value"], host.map((name) => [label(name.slice(5)), byName(name, summary[name])]), { class: "numbers" })] : "");
}

function byClass(classes) {
  const sums = classes.names.map((name) => ({ name, events: 0, time: 0 }));
  classes.component.forEach((number, row) => {
    if (!sums[number]) return;
    sums[number].events += classes.events[row];
    sums[number].time += classes.nanoseconds[row];
  });
  return sums.sort((a, b) => b.time - a.time).map(({ name, events, time }) => [name, grouped(events), seconds(time / 1e9)]);
}
