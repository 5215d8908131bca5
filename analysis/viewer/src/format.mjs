// Numbers and units for people.  Cycles are those of the wafer's clock.

const SCALES = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""]];

export function short(value, digits = 3) {
  if (!Number.isFinite(value)) return "\u2013";
  const size = Math.abs(value);
  if (size === 0) return "0";
  for (const [scale, letter] of SCALES) if (size >= scale) return `${trim(value / scale, digits)}${letter && ` ${letter}`}`;
  return size < 1e-3 ? value.toExponential(1) : trim(value, digits);
}

const trim = (value, digits) => {
  const text = value.toPrecision(Math.max(digits, Math.floor(Math.log10(Math.abs(value))) + 1));
  return text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
};

export const withUnit = (value, unit, digits = 4) => `${short(value, digits)}${/[A-Za-z]$/.test(short(value, digits)) ? "" : " "}${unit}`;
export const cycles = (value, digits = 4) => withUnit(value, "cycles", digits);
export const bytes = (value) => {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let left = value;
  while (left >= 1024 && unit < units.length - 1) { left /= 1024; unit++; }
  return `${unit ? trim(left || 0, 3) : Math.round(left)} ${units[unit]}`;
};
/** Small amounts with a prefix before their unit: 0.00076 J is 0.76 mJ. */
function scaled(value, unit, digits = 3) {
  const [scale, prefix] = [[1, ""], [1e-3, "m"], [1e-6, "\u00b5"], [1e-9, "n"]].find(([each]) => Math.abs(value) >= each) ?? [1, ""];
  return `${short(value / scale, digits)} ${prefix}${unit}`;
}
export const seconds = (value, digits) => scaled(value, "s", digits);
export const percent = (value) => `${(100 * value).toFixed(value !== 0 && Math.abs(value) < 0.1 ? 1 : 0)} %`;
export const grouped = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");

/** The name of a value in words, without the unit that byName() writes after it. */
export const label = (name) => name.replace(/_(cycles|ns|joules|millijoules|watts|mm2|mw_per_mm2)$/, "").replace(/_seconds$/, "_(time)").replaceAll("_", " ");

/** A value of the summary by the suffix of its name. */
export function byName(name, value) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "number") return String(value);
  if (/_bytes$/.test(name)) return bytes(value);
  if (/_cycles$/.test(name)) return cycles(value);
  if (/_ns$/.test(name)) return seconds(value / 1e9);
  if (/^(utilization|configuring|starved|blocked|loading|waiting_for_port|host_null_ratio)$/.test(name)) return `${(100 * value).toFixed(2)} %`;
  const unit = /_(joules|watts|millijoules)$/.exec(name);
  const units = { joules: "J", watts: "W", millijoules: "mJ" };
  if (/mw_per_mm2$/.test(name)) return `${short(value)} mW/mm\u00b2`;
  if (/_mm2$/.test(name)) return `${short(value, 4).includes(" ") ? grouped(value) : short(value, 4)} mm\u00b2`;
  if (/_seconds$/.test(name)) return seconds(value);
  if (unit && unit[1] !== "millijoules" && value && Math.abs(value) < 0.1) return scaled(value, units[unit[1]]);
  return unit ? withUnit(value, units[unit[1]]) : Number.isInteger(value) ? grouped(value) : short(value, 4);
}
