// One message of Telegram's Message shape -> one bubble.

import { sandbox } from "./api.js";
import { lightbox } from "./dialogs.js";
import { avatar, h, icon } from "./dom.js";
import { markUp, safeUrl } from "./entities.js";
import { invoiceCard, moneyWords, payKeys } from "./invoice.js";
import { bytes, t, timeOfDay } from "./words.js";

/**
 * Build the row of a message as `me` (a person's id) sees it.
 * `act` has link(url, event), command(text), press(message, button, node), pay(message).
 */
export function bubble(message, me, act) {
  const own = message.from?.id === me;
  const note = moneyWords(message);
  if (note) return h("div", { class: "row money", dataset: { message: message.message_id } }, h("div", { class: "money-note" }, note));
  const content = parts(message, act);
  const face = h("div", { class: `bubble ${own ? "own" : ""} ${message.photo ? "with-photo" : ""}` },
    !own && h("span", { class: "visually-hidden" }, t("chat.from", { name: message.from?.first_name ?? "" })),
    content);
  (content.at(-1).matches(".text") ? content.at(-1) : face).append(meta(message));
  const keys = message.invoice ? payKeys(message) : message.reply_markup?.inline_keyboard;
  return h("div", { class: `row ${own ? "own" : ""}`, dataset: { message: message.message_id } },
    h("div", { class: "stack" }, face, reactions(message), keys && inlineKeyboard(message, keys, act)));
}

function meta(message) {
  const edited = message.edit_date && !message.from?.is_bot;
  return h("span", { class: "meta" }, edited && `${t("chat.edited")} `, timeOfDay(new Date(message.date * 1000)));
}

function parts(message, act) {
  const found = [];
  if (message.photo) found.push(photo(message.photo));
  else if (message.document) found.push(documentRow(message.document));
  if (message.contact) found.push(contactRow(message.contact));
  if (message.location) found.push(place(message));
  if (message.invoice) found.push(invoiceCard(message.invoice));
  if (message.text) found.push(h("div", { class: "text" }, markUp(message.text, message.entities, act)));
  if (message.caption) found.push(h("div", { class: "text" }, markUp(message.caption, message.caption_entities, act)));
  return found.length ? found : [h("div", { class: "text faint" }, t("chat.unsupported"))];
}

function photo(sizes) {
  const best = sizes.reduce((a, b) => ((b.width ?? 0) > (a.width ?? 0) ? b : a));
  const url = sandbox.fileUrl(best.file_id);
  const image = h("img", { src: url, alt: "", width: best.width, height: best.height, decoding: "async" });
  return h("button", { type: "button", class: "photo", "aria-label": t("chat.photo"), onclick: () => lightbox(url, t("chat.photo")) }, image);
}

function documentRow(file) {
  return h("a", { class: "attachment", href: sandbox.fileUrl(file.file_id), download: file.file_name ?? "file" },
    h("span", { class: "attachment-face" }, icon("file")),
    h("span", { class: "attachment-words" }, h("b", null, file.file_name ?? "file"), h("small", null, bytes(file.file_size))));
}

function contactRow(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return h("div", { class: "attachment" }, avatar(name || "?", contact.user_id, "big"),
    h("span", { class: "attachment-words" }, h("b", null, name), h("small", null, `+${contact.phone_number.replace(/^\+/, "")}`)));
}

function place({ location }) {
  const where = `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`;
  return h("div", { class: "text" }, `📍 ${t("chat.location")}: ${where}`);
}

function reactions(message) {
  const found = (message.reactions ?? []).map((reaction) => reaction.emoji ?? "★");
  return found.length > 0 && h("div", { class: "reactions" }, found.map((emoji) => h("span", null, emoji)));
}

function inlineKeyboard(message, rows, act) {
  return h("div", { class: "inline-keyboard" }, rows.map((row) =>
    h("div", { class: "keys" }, row.map((button) => inlineButton(message, button, act)))));
}

function inlineButton(message, button, act) {
  const target = button.url ?? button.web_app?.url ?? button.login_url?.url;
  if (target) {
    const url = safeUrl(target);
    const props = { class: "key", href: url, target: "_blank", rel: "noopener noreferrer", onclick: (event) => act.link(url, event) };
    return h("a", url ? props : { class: "key" }, h("span", null, button.text), icon("out"));
  }
  const onclick = (event) => (button.pay ? act.pay(message) : act.press(message, button, event.currentTarget));
  return h("button", { type: "button", class: "key", onclick }, h("span", null, button.text));
}
