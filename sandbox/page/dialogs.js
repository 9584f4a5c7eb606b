// Dialogs, toasts and the enlarged photo. Native <dialog>: it keeps the focus inside and closes on Escape.

import { fill, h, iconButton } from "./dom.js";
import { t } from "./words.js";

const TOAST_MS = 4500;

/** Put a dialog on the page; it goes away when it is closed. */
export function show(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.showModal();
  return dialog;
}

/** An alert as Telegram shows a callback's answer with show_alert. */
export function alertDialog(title, text) {
  const ok = h("button", { class: "button primary", value: "ok", autofocus: true }, t("page.ok"));
  show(h("dialog", { class: "dialog", "aria-label": title }, h("form", { method: "dialog" },
    h("h2", null, title), h("p", { class: "dialog-text" }, text), h("div", { class: "dialog-row" }, ok))));
}

/** Ask yes or no; resolves to true when the reader agrees. */
export function confirmDialog(text, yes) {
  return new Promise((resolve) => {
    const dialog = show(h("dialog", { class: "dialog", "aria-label": text }, h("form", { method: "dialog" },
      h("p", { class: "dialog-text" }, text),
      h("div", { class: "dialog-row" },
        h("button", { class: "button", value: "" }, t("page.cancel")),
        h("button", { class: "button primary", value: "yes", autofocus: true }, yes)))));
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"));
  });
}

/**
 * A form in a dialog. `submit(values)` may throw: its words are shown and the dialog stays open.
 * Fields are nodes whose inputs have names.
 */
export function formDialog({ title, fields, action, submit }) {
  const failure = h("p", { class: "failure", role: "alert", hidden: true });
  const send = h("button", { class: "button primary", type: "submit" }, action);
  const onsubmit = async (event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      await submit(Object.fromEntries(new FormData(form)));
      dialog.close();
    } catch (error) {
      failure.hidden = false;
      fill(failure, error.words ?? error.message);
    } finally {
      send.disabled = false;
    }
  };
  const form = h("form", { onsubmit },
    h("div", { class: "dialog-head" }, h("h2", null, title), iconButton("close", t("page.close"), () => dialog.close())),
    fields, failure, h("div", { class: "dialog-row" }, send));
  const dialog = show(h("dialog", { class: "dialog", "aria-label": title }, form));
  return dialog;
}

/** A labelled field of a form: `control` is an input or a select. */
export function field(label, control, hint) {
  return h("label", { class: "field" }, h("span", { class: "field-label" }, label), control, hint && h("small", null, hint));
}

/** A photo over the whole window. */
export function lightbox(url, label) {
  const dialog = show(h("dialog", { class: "lightbox", "aria-label": label },
    iconButton("close", t("page.close"), () => dialog.close()), h("img", { src: url, alt: label })));
  dialog.querySelector("img").addEventListener("click", () => dialog.close());
}

/** A short message that goes away by itself; `place` is the element over which it floats. */
export function toast(text, place = document.body, kind = "") {
  let stack = place.querySelector(":scope > .toasts");
  if (!stack) {
    stack = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
    place.append(stack);
  }
  const note = h("div", { class: `toast ${kind}` }, text);
  stack.append(note);
  setTimeout(() => note.remove(), TOAST_MS);
}

/** A menu that hangs from a button; items are {label, act}. */
export function popMenu(anchor, items) {
  document.querySelector(".pop-menu")?.close();
  const menu = h("dialog", { class: "pop-menu" });
  const list = items.map((item) => h("button", {
    type: "button", class: "pop-item", role: "menuitem",
    onclick: () => { menu.close(); item.act(); },
  }, item.face, item.label));
  fill(menu, h("div", { role: "menu", onkeydown: moveFocus }, list));
  const box = anchor.getBoundingClientRect();
  show(menu);
  const left = Math.min(Math.max(8, box.right - menu.offsetWidth), innerWidth - menu.offsetWidth - 8);
  menu.style.left = `${anchor.dataset.side === "start" ? Math.min(box.left, innerWidth - menu.offsetWidth - 8) : left}px`;
  menu.style.top = `${Math.min(box.bottom + 6, innerHeight - menu.offsetHeight - 8)}px`;
  list[0]?.focus();
}

function moveFocus(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...event.currentTarget.children];
  items.at((items.indexOf(document.activeElement) + step) % items.length)?.focus();
}
