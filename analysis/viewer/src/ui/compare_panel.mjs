// Two runs, number by number.
import { byName, cycles, label, short } from "../format.mjs";
import { h, table } from "./dom.mjs";

const CUT = /stopped|interrupted|checkpointed/; // values of end_reason
const value = (setting) => (setting === undefined ? "\u2013" : typeof setting === "number" ? String(Number(setting.toPrecision(6))) : String(setting));
// Three columns are narrow.
const shown = (name, number) => (/_cycles$/.test(name) || (Number.isInteger(number) && number >= 1e6 && !/_bytes$/.test(name)) ? short(number, 4) : byName(name, number));
/** A line may end after a dot or an underscore. */
const breakable = (key) => key.split(/(?<=[._])/).flatMap((part) => [part, document.createElement("wbr")]);

/** Of a run that did not do all of its work: why; else nothing. */
function stopped({ info, end }) {
  if (!Number(info.meta.complete)) return `is known until ${cycles(Number(info.meta.complete_until))} only`;
  return CUT.test(info.summary.end_reason) ? `was not done at ${cycles(info.summary.makespan_cycles ?? end)} (${info.summary.end_reason})` : "";
}

export function comparePanel(a, b) {
  const rows = [];
  for (const name of Object.keys(a.info.summary)) {
    const [one, two] = [a.info.summary[name], b.info.summary[name]];
    if (two === undefined || typeof one !== "number" || typeof two !== "number" || one === two || name.startsWith("host_")) continue;
    rows.push([name, shown(name, one), shown(name, two), one ? `${short(two / one, 4)}\u00d7` : "\u2013", Math.abs(Math.log(two / one || 1))]);
  }
  const first = ["makespan_cycles", "utilization", "energy_joules", "balance_moves", "cluster_switches"];
  rows.sort((x, y) => (first.indexOf(y[0]) >= 0) - (first.indexOf(x[0]) >= 0) || first.indexOf(x[0]) - first.indexOf(y[0]) || y[4] - x[4]);
  const keys = [...new Set([...Object.keys(a.info.settings), ...Object.keys(b.info.settings)])].filter((key) => key !== "description" && a.info.settings[key] !== b.info.settings[key]);
  const settings = [a.info.settings, b.info.settings];
  const unlike = keys.filter((key) => /^(workload|wafer)\./.test(key));
  const span = [a, b].map((run) => run.info.summary.makespan_cycles ?? run.end);
  const cut = [a, b].map((run) => stopped(run));
  const verdict = cut.some(Boolean) ? `${cut.map((why, n) => (why ? `${"AB"[n]} ${why}` : "")).filter(Boolean).join("; ")}: which of them is faster cannot be told.`
    : span[0] === span[1] ? "Both take equally long."
      : `B takes ${short(span[1] / span[0], 4)} times as long as A${span[1] > span[0] ? "" : ` (${short(span[0] / span[1], 4)} times faster)`}.`;
  return h("div.panel-body", h("p.verdict", verdict),
    unlike.length ? h("p.caution", `They are not alike: ${unlike.slice(0, 3).map((key) => `${key} is ${value(settings[0][key])} and ${value(settings[1][key])}`).join(", ")}` +
      `${unlike.length > 3 ? ", and more below" : ""}. Times and sums are of different work or different machines; shares, such as utilization, can be compared.`) : "",
    a.info.meta.digest === b.info.meta.digest ? h("p", "Their traces are equal: same digest.") : "",
    h("h3", "Settings that differ"),
    keys.length ? table(["Setting", "A", "B"], keys.map((key) => [breakable(key), ...settings.map((each) => value(each[key]))])) : h("p.quiet", "None."),
    h("h3", "Results that differ"),
    rows.length ? table(["Result", "A", "B", "B / A"], rows.map(([name, ...rest]) => [/_cycles$/.test(name) ? name.replaceAll("_", " ") : label(name), ...rest.slice(0, 3)]), { class: "numbers" }) : h("p.quiet", "None."));
}
