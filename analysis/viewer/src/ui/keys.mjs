// What can be done with the keyboard, and the page of help that lists it.
import { h, table } from "./dom.mjs";

export const KEYS = [
  ["Space", "play or pause"], ["\u2190 \u2192", "one interval back or on (Shift: ten)"], ["Home End", "to the start, to the end"], ["[ ]", "slower, faster"],
  ["+ \u2212", "zoom the time in and out around the playhead"], ["0", "show the whole time"], ["Shift + wheel", "move along the time"],
  ["1 \u2026 7", "what the map shows"], ["m", "arrows of moved load on or off"], ["f", "the map alone, large"], ["s", "what the rows of clusters show"], ["n p", "next and previous cluster"], ["Esc", "no cluster; close this"],
  ["o", "open a trace (Shift: the folder of a run)"], ["c", "open another one to compare with; or end the comparison"], ["r", "read the files again (a run that goes on)"], ["t", "light or dark"], ["?", "this help"],
];

/** `actions`: name -> function; keys in text fields and with Ctrl, Alt or Meta are left alone. */
export function listen(actions) {
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (target instanceof HTMLElement && (/^(TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === "INPUT" && target.type !== "range"))) return;
    if (event.key === " " && target instanceof HTMLElement && /^(BUTTON|SUMMARY)$/.test(target.tagName)) return; // its own click
    if (/^Arrow/.test(event.key) && target instanceof HTMLElement && target.getAttribute("role") === "tab") return;
    const action = actions[event.key] ?? actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action(event);
  });
}

/** A button or a choice that was used with the mouse gives the keyboard back: Space is to play then, not to press it again. */
export function giveKeysBack(bars) {
  let byPointer = false;
  window.addEventListener("pointerdown", () => { byPointer = true; }, true);
  window.addEventListener("keydown", () => { byPointer = false; }, true);
  const blur = ({ target }) => { if (byPointer && target instanceof HTMLElement) target.closest("button, select, input")?.blur(); };
  for (const bar of bars) {
    bar.addEventListener("click", (event) => { if (!event.target.closest("select")) blur(event); });
    bar.addEventListener("change", blur);
  }
}

export function helpDialog(notices) {
  return h("dialog", { "aria-label": "Help" }, h("h2", "Keyboard"), table(["Key", "does"], KEYS.map(([keys, words]) => [h("span", keys.split(" ").map((key) => [h("kbd", key), " "])), words])),
    h("h3", "Mouse"), h("p", "On the map: point to read, click a cluster to look into it. On the time: wheel zooms, drag chooses a part, click sets the playhead, double click shows everything."),
    h("p.quiet", "Nothing leaves this page: it has no network access."), h("details", h("summary", "Licences of what is in this page"), h("pre", notices)), h("form", { method: "dialog" }, h("button", { autofocus: "" }, "Close")));
}
