// Two runs, number by number.
import { byName, short } from "../format.mjs";
import { h, table } from "./dom.mjs";

export function comparePanel(a, b) {
  const rows = [];
  for (const name of Object.keys(a.info.summary)) {
    const [one, two] = [a.info.summary[name], b.info.summary[name]];
    if (two === undefined || typeof one !== "number" || typeof two !== "number" || one === two || name.startsWith("host_")) continue;
    rows.push([name.replaceAll("_", " "), byName(name, one), byName(name, two), one ? `${short(two / one, 4)}\u00d7` : "\u2013", Math.abs(Math.log(two / one || 1))]);
  }
  const first = ["makespan cycles", "utilization", "energy joules", "balance moves", "cluster switches"];
  rows.sort((x, y) => (first.indexOf(y[0]) >= 0) - (first.indexOf(x[0]) >= 0) || first.indexOf(x[0]) - first.indexOf(y[0]) || y[4] - x[4]);
  const keys = [...new Set([...Object.keys(a.info.settings), ...Object.keys(b.info.settings)])].filter((key) => key !== "description" && a.info.settings[key] !== b.info.settings[key]);
  const span = [a, b].map((run) => run.info.summary.makespan_cycles ?? run.end);
  const verdict = span[0] === span[1] ? "Both take equally long." :
    `B takes ${short(span[1] / span[0], 4)} times as long as A${span[1] > span[0] ? "" : ` (${short(span[0] / span[1], 4)} times faster)`}.`;
  return h("div.panel-body", h("p.verdict", verdict),
    a.info.meta.digest === b.info.meta.digest ? h("p", "Their traces are equal: same digest.") : "",
    h("h3", "Settings that differ"),
    keys.length ? table(["Setting", "A", "B"], keys.map((key) => [key, String(a.info.settings[key] ?? "\u2013"), String(b.info.settings[key] ?? "\u2013")])) : h("p.quiet", "None."),
    h("h3", "Results that differ"),
    rows.length ? table(["Result", "A", "B", "B / A"], rows.map((row) => row.slice(0, 4)), { class: "numbers" }) : h("p.quiet", "None."));
}
