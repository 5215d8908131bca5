// What the run is, and its results.
import { byName, cycles, grouped, label, short } from "../format.mjs";
import { h, table } from "./dom.mjs";

const FIRST = ["makespan_cycles", "makespan_seconds", "utilization", "items_delivered", "frames", "functional_ok", "energy_joules", "mean_power_watts",
  "balance_moves", "balance_bytes", "cluster_switches", "tbu_packets", "dram_bytes", "events", "end_reason"];

export function runPanel(run) {
  const { meta, summary, plan, tables, layout, milliseconds } = run.info;
  const state = Number(meta.complete) ? "whole run" : `not whole: until ${cycles(Number(meta.complete_until))}`;
  const facts = [["experiment", meta.experiment_name || "\u2013"], ["seed", meta.seed], ["trace", state], ["level", meta.level], ["ranks", meta.ranks],
    ["wafer", `${layout.chipletRows} \u00d7 ${layout.chipletCols} chiplets of ${layout.tbuRows} \u00d7 ${layout.tbuCols} TBUs, ${layout.clusters} clusters`],
    ["trace digest", /[1-9a-f]/.test(meta.digest?.slice(2) ?? "") ? meta.digest : "\u2013"], ["octosim", `${meta.version}, ${meta.compiler}`]];
  const names = Object.keys(summary);
  const first = FIRST.filter((name) => names.includes(name));
  const rest = names.filter((name) => !FIRST.includes(name)).sort();
  return h("div.panel-body", table(["", ""], facts, { class: "facts", caption: h("span", { title: `Opened in ${Math.round(milliseconds)} ms` }, run.info.name) }),
    first.length ? table(["Result", "Value"], first.map((name) => [label(name), byName(name, summary[name])]), { class: "numbers" })
      : h("p.nothing", "A run that did not end has no results."),
    h("h3", "Sub-OWGs"),
    table(["", "Task Blocks"], plan.subOwgs.map((sub, n) => [String(n + 1), sub.tasks.join(", ")])),
    rest.length ? h("details", h("summary", `${rest.length} more results`), table(["Result", "Value"], rest.map((name) => [label(name), byName(name, summary[name])]), { class: "numbers" })) : "",
    h("details", h("summary", "Tables of the trace"), table(["Table", "Rows"], Object.entries(tables).map(([path, rows]) => [`/${path}`, grouped(rows)]), { class: "numbers" })),
    run.info.planText ? h("details", h("summary", "The plan"), h("pre", run.info.planText)) : "",
    run.info.streams.time.length ? h("details", h("summary", `${run.info.streams.time.length} streams`),
      table(["Stream", "Cluster", "First frame", "Done", "Items", "Right"], Array.from(run.info.streams.time, (time, n) => [String(run.info.streams.stream[n]), String(run.info.streams.cluster[n]),
        short(run.info.streams.first[n], 5), short(time, 5), String(run.info.streams.arrivals[n]), run.info.streams.functional_ok[n] ? "yes" : "NO"]), { class: "numbers" })) : "");
}
