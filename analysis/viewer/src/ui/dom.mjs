// Elements in one expression.

/** h("button.primary", {title: "x", onclick: f}, "text", child, [children]) */
export function h(kind, ...rest) {
  const [tag, ...classes] = kind.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  if (rest[0] && typeof rest[0] === "object" && !(rest[0] instanceof Node) && !Array.isArray(rest[0])) {
    for (const [name, value] of Object.entries(rest.shift())) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name === "style") Object.assign(element.style, value);
      else if (name === "vars") for (const [key, each] of Object.entries(value)) element.style.setProperty(key, each);
      else if (name in element && typeof value !== "string") element[name] = value;
      else if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
  }
  element.append(...rest.flat(3).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export function table(head, rows, options = {}) {
  return h("table", { class: options.class ?? "" }, options.caption ? h("caption", options.caption) : "",
    h("thead", h("tr", head.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", rows.map((row) => h("tr", row.map((cell, n) => (n === 0 ? h("th", { scope: "row" }, cell) : h("td", cell)))))));
}
