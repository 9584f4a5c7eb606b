// Text with Telegram's entities -> DOM nodes. Offsets are in UTF-16 units, as JavaScript's strings are.

import { h } from "./dom.js";

const SAFE = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code" };

/** Return the address if a link may lead there, or null (no `javascript:` and the like). */
export function safeUrl(text) {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  try {
    return SAFE.has(new URL(address).protocol) ? address : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Return nodes for `text` marked up by `entities`; `act.link(url, event)` and `act.command(text)` are what taps do. */
export function markUp(text, entities, act) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, sorted, 0, text.length, act);
}

function span(text, entities, from, to, act) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= entity.offset) continue;
    const block = BLOCKS.has(entity.type);
    if (entity.offset > at) nodes.push(block ? text.slice(at, entity.offset).replace(/\n$/, "") : text.slice(at, entity.offset));
    const inner = entities.slice(i + 1).filter((other) => other.offset < end);
    nodes.push(wrap(entity, text.slice(entity.offset, end), span(text, inner, entity.offset, end, act), act));
    // A block ends its line by itself.
    at = block && end < to && text[end] === "\n" ? end + 1 : end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function wrap(entity, plain, children, act) {
  const kind = entity.type;
  if (TAGS[kind]) return h(TAGS[kind], null, children);
  if (kind === "pre") return h("pre", { class: "pre" }, h("code", { "data-language": entity.language }, children));
  if (kind === "blockquote" || kind === "expandable_blockquote") return h("blockquote", null, children);
  if (kind === "spoiler") return spoiler(children);
  if (kind === "bot_command") {
    return h("button", { type: "button", class: "in-text", onclick: () => act.command(plain) }, children);
  }
  if (kind === "email") return link(`mailto:${plain}`, children, act);
  if (kind === "phone_number") return link(`tel:${plain}`, children, act);
  if (kind === "url") return link(plain, children, act);
  if (kind === "text_link") return link(entity.url, children, act);
  return h("span", { class: `entity-${kind}` }, children);
}

function link(target, children, act) {
  const url = safeUrl(target);
  if (!url) return h("span", null, children);
  const onclick = (event) => act.link(url, event);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick }, children);
}

function spoiler(children) {
  const open = (event) => {
    const node = event.currentTarget;
    if (node.classList.contains("open")) return;
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    node.classList.add("open");
    node.removeAttribute("role");
    node.setAttribute("aria-expanded", "true");
  };
  const props = { class: "spoiler", tabindex: "0", role: "button", "aria-expanded": "false", onclick: open, onkeydown: open };
  return h("span", props, children);
}
