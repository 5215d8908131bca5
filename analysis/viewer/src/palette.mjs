// Colours that every kind of colour vision can tell apart.

// Okabe and Ito, Color Universal Design, 2008.
const OKABE_ITO = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#8C6BB1"];
export const STATES = ["busy", "configuring", "loading", "starved", "blocked", "port", "open"];
export const STATE_NAMES = ["busy", "configuring", "loading", "no input", "no room", "port", "idle or done"];
const STATE_LIGHT = ["#0072B2", "#E69F00", "#F0E442", "#8f8f8f", "#D55E00", "#CC79A7", "#dfe1e4"];
const STATE_DARK = ["#3f9fdc", "#E69F00", "#F0E442", "#8b8f96", "#e8702a", "#CC79A7", "#3a3f47"];
export const REASONS = ["input empty", "output full", "executed threshold", "interval", "work became ready", "controller"];

export const isDark = () => document.documentElement.dataset.theme === "dark";
export const stateColour = (state) => (isDark() ? STATE_DARK : STATE_LIGHT)[state];
export function subOwgColour(index) {
  if (index < 0) return isDark() ? "#555a62" : "#c4c7cc";
  const colour = OKABE_ITO[index % OKABE_ITO.length];
  const round = Math.floor(index / OKABE_ITO.length) % 3; // past eight: the same hues, lighter, then darker
  if (round === 0) return colour;
  const [to, part] = round === 1 ? [255, 0.5] : [0, 0.45];
  return `rgb(${rgbOf(colour).map((value) => Math.round(value + (to - value) * part)).join(",")})`;
}

// cividis: even steps of lightness (Nunez et al., PLOS ONE 13(7), 2018); 16 of matplotlib's 256 colours.
const CIVIDIS = "00224e,002e6c,1e3a6f,35456c,47516c,575d6d,666970,757575,848279,948e77,a59c74,b7a96e,c8b866,dbc75a,eed649,fee838"
  .split(",").map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));

// On a dark page the darkest colours would not be seen: there the scale begins a little higher.
const begin = () => (isDark() ? 0.16 : 0);

/** `part` from 0 to 1 as [r, g, b]. */
export function heatRgb(part) {
  const place = (begin() + (1 - begin()) * Math.min(1, Math.max(0, part || 0))) * (CIVIDIS.length - 1);
  const low = Math.min(CIVIDIS.length - 2, Math.floor(place));
  return CIVIDIS[low].map((value, at) => Math.round(value + (CIVIDIS[low + 1][at] - value) * (place - low)));
}
export const heat = (part) => `rgb(${heatRgb(part).join(",")})`;
/** Of thin lines on the page itself: the more, the farther from its colour. */
export const lineHeat = (part) => heat(isDark() ? part : 1 - part);
export const lineHeatGradient = () => (isDark() ? heatGradient() : heatGradient().replace("90deg", "270deg"));
export const heatGradient = () => `linear-gradient(90deg,${CIVIDIS.map((_, n) => heat(n / (CIVIDIS.length - 1))).join(",")})`;

export function rgbOf(colour) {
  if (colour.startsWith("rgb")) return colour.match(/\d+/g).slice(0, 3).map(Number);
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
