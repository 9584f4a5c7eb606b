// Small ways of building DOM nodes. Nothing here, or anywhere on the page, parses a string as HTML.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  send: "M3 11.5 20.5 4 16 20l-5-6.2zM20.5 4 11 13.8",
  attach: "m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.5 3.5 0 0 1 5 5l-8.5 8.5a2 2 0 0 1-3-3L14 7",
  menu: "M5 7h14M5 12h14M5 17h9",
  dots: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  close: "m6 6 12 12M18 6 6 18",
  down: "m6 9 6 6 6-6",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.5v2M12 19.5v2M4.5 12h-2M21.5 12h-2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M5.3 18.700l1.4-1.400M17.3 6.700l1.4-1.4",
  phone: "M6 3h3l2 5-2.5 1.5a12 12 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 8h3v3H8zM14 8h2v2h-2zM8 14h2v2H8zM13 13h3v3",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  till: "M5 10h14v10H5zM8 10V4h8v6M9 14h.01M12 14h.01M15 14h.01M9 17h6",
  replay: "M4 12a8 8 0 1 1 2.5 5.800M4 18v-4.5h4.5",
  out: "M8 16 17 7M9 7h8v8",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0",
};

/** Build an element: props may be attributes, `class`, `dataset`, properties such as `value`, and `onclick` handlers. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProp(node, name, value);
  node.append(...flat(children));
  return node;
}

function setProp(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "dataset") Object.assign(node.dataset, value);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Put these children in place of all that the node holds. */
export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

/** A line icon that takes the colour of the text around it and is silent to screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only an icon: the label is what a screen reader and the tooltip say. */
export function iconButton(name, label, onclick, props = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

/** A round avatar with initials; `seed` picks one of seven colours. */
export function avatar(name, seed, size = "") {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [name.trim() || "?"];
  const text = words.slice(0, 2).map((word) => [...word][0]).join("");
  return h("span", { class: `avatar ${size} tone-${Math.abs(Number(seed) || 0) % 7}`, "aria-hidden": "true" }, text.toUpperCase());
}
