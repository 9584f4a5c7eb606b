// The pay sheet, the receipt, and “My Stars”: the balance, the subscriptions and what was paid.

import { Problem, sandbox } from "./api.js";
import { formDialog, show, toast } from "./dialogs.js";
import { fill, h, iconButton } from "./dom.js";
import { priceOf } from "./money.js";
import { dateAndTime, day, known, t } from "./words.js";

const STARS = "XTR";
const TOP_UP = 1000;
const PAYMENTS_SHOWN = 10;
const DAY_SECONDS = 86_400;

/** Open an invoice as this person: `which` is {message_id} or {link}. Throws a Problem when there is none. */
export async function openInvoice(person, which) {
  const form = await sandbox.invoice(person.id, which);
  if (form.receipt) return openReceipt(person, form);
  return paySheet(person, which, form);
}

/** The link of an invoice in an address, or null: https://t.me/$slug and https://t.me/invoice/slug. */
export function invoiceLink(url) {
  const own = /^(t|telegram)\.me$/.test(url.hostname) && /^\/(\$|%24|invoice\/)[\w-]+$/.test(url.pathname);
  return own ? url.href.replace("%24", "$") : null;
}

function paySheet(person, which, form) {
  const inStars = form.currency === STARS;
  const tip = h("select", { class: "input", name: "tip" }, [0, ...form.tips].map((amount) => h("option", { value: amount }, priceOf(amount, form.currency))));
  const balance = h("div", { class: "pay-balance" });
  if (inStars) drawBalance(balance, person, form);
  const dialog = formDialog({
    title: form.title,
    action: payWords(form, 0),
    fields: [
      h("p", { class: "dialog-text" }, form.description),
      h("dl", { class: "pay-lines" }, priceLines(form)),
      form.tips.length > 0 && h("label", { class: "field" }, h("span", { class: "field-label" }, t("pay.tip")), tip),
      balance,
      h("p", { class: "pay-note" }, t(inStars ? "pay.note.stars" : "pay.note.money")),
    ],
    submit: async (values) => {
      const outcome = await sandbox.pay(person.id, { ...which, tip: Number(values.tip ?? 0) });
      if (!outcome.paid) throw Object.assign(new Error(outcome.detail), { words: refusal(outcome) });
    },
  });
  tip.addEventListener("change", () => fill(dialog.querySelector("[type=submit]"), payWords(form, Number(tip.value))));
  return dialog;
}

function payWords(form, tip) {
  return t(form.subscription_period ? "pay.subscribe.amount" : "pay.pay.amount", { amount: priceOf(form.amount + tip, form.currency) });
}

function refusal({ code, detail }) {
  if (code === "refused") return t("pay.refused", { reason: detail });
  return known(`error.${code}`) ? t(`error.${code}`) : detail;
}

function priceLines(form) {
  const lines = form.prices.length > 1 ? form.prices.map((price) => line(price.label, priceOf(price.amount, form.currency))) : [];
  const total = line(t("pay.total"), priceOf(form.amount, form.currency), "strong");
  const again = form.subscription_period > 0 && line(t("pay.again"), t("pay.every", { count: Math.round(form.subscription_period / DAY_SECONDS) }));
  return [...lines, total, again];
}

function line(label, words, kind = "") {
  return h("div", { class: `pay-line ${kind}` }, h("dt", null, label), h("dd", null, words));
}

function drawBalance(node, person, { balance, amount }) {
  const short = balance < amount;
  const more = h("button", {
    type: "button", class: "button small", onclick: async () => {
      const told = await sandbox.topUp(person.id, TOP_UP);
      drawBalance(node, person, { balance: told.balance, amount });
    },
  }, t("stars.more", { amount: priceOf(TOP_UP, STARS) }));
  fill(node, h("span", null, t("stars.has", { amount: priceOf(balance, STARS) })), short && h("b", { class: "failure" }, t("error.stars_short")), short && more);
}

async function openReceipt(person, form) {
  const { payments } = await sandbox.stars(person.id);
  const payment = payments.find((one) => one.charge === form.receipt);
  return sheet(t("pay.receipt"), [
    h("dl", { class: "pay-lines" },
      line(t("pay.for"), form.title),
      line(t("pay.total"), priceOf(payment?.amount ?? form.amount, form.currency), "strong"),
      payment && line(t("pay.when"), moment(payment.at)),
      payment?.refunded && line(t("pay.state"), t("pay.refunded"))),
    h("p", { class: "pay-charge" }, form.receipt),
  ]);
}

/** “My Stars” of a person. It is drawn again whenever something about them happens in `world`. */
export async function openStars(world, person) {
  const body = h("div", { class: "stars" });
  const dialog = sheet(t("stars.title", { name: person.name }), [body]);
  const redraw = async () => drawStars(body, person, await sandbox.stars(person.id));
  const happened = ({ detail }) => detail.id === person.id && redraw();
  world.addEventListener("stars", happened);
  dialog.addEventListener("close", () => world.removeEventListener("stars", happened));
  await redraw();
}

function drawStars(node, person, told) {
  const kept = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const topUp = h("button", { type: "button", class: "button", dataset: { key: "more" }, onclick: () => tried(node, () => sandbox.topUp(person.id, TOP_UP)) }, t("stars.more", { amount: priceOf(TOP_UP, STARS) }));
  fill(node,
    h("div", { class: "stars-balance" }, h("b", null, priceOf(told.balance, STARS)), topUp),
    h("p", { class: "pay-note" }, t("pay.note.stars")),
    h("h3", null, t("stars.subscriptions")),
    told.subscriptions.length ? h("ul", { class: "stars-list" }, told.subscriptions.map((one) => subscriptionRow(node, person, one))) : h("p", { class: "faint" }, t("stars.none")),
    told.payments.length > 0 && [h("h3", null, t("stars.payments")), h("ul", { class: "stars-list" }, told.payments.slice(0, PAYMENTS_SHOWN).map(paymentRow))]);
  if (kept) node.querySelector(`[data-key="${CSS.escape(kept)}"]`)?.focus();
}

const ACTS = {
  active: ["stars.cancel", (person, one) => sandbox.subscription(person.id, one.charge, true)],
  canceled: ["stars.renew", (person, one) => sandbox.subscription(person.id, one.charge, false)],
  ended: ["stars.again", (person, one) => openInvoice(person, { link: one.link })],
  failed: ["stars.again", (person, one) => openInvoice(person, { link: one.link })],
};

function subscriptionRow(node, person, one) {
  const [words, act] = ACTS[one.state] ?? [];
  const button = words && h("button", {
    type: "button", class: "button small", dataset: { key: one.charge }, "aria-label": `${t(words)}: ${one.title}`, onclick: () => tried(node, () => act(person, one)),
  }, t(words));
  return h("li", { class: "stars-row" },
    h("span", { class: "stars-words" }, h("b", null, one.title), h("small", null, t("stars.price", { amount: priceOf(one.amount, STARS) })),
      h("small", { class: `stars-state ${one.state}` }, t(`stars.state.${one.state}`, { when: day(new Date(one.until * 1000)) }))),
    button);
}

function paymentRow(one) {
  return h("li", { class: "stars-row" },
    h("span", { class: "stars-words" }, h("b", null, one.title), h("small", null, moment(one.at))),
    h("span", null, one.refunded && h("small", null, `${t("pay.refunded")} `), priceOf(one.amount, one.currency)));
}

/** Do it; what went wrong is said in the dialog's own place. */
async function tried(node, act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.words, node.closest("dialog") ?? document.body, "bad");
  }
}

function sheet(title, content) {
  const close = () => dialog.close();
  const dialog = h("dialog", { class: "dialog", "aria-label": title },
    h("div", { class: "dialog-body" }, h("div", { class: "dialog-head" }, h("h2", null, title), iconButton("close", t("page.close"), close)), content));
  return show(dialog);
}

function moment(seconds) {
  return dateAndTime(new Date(seconds * 1000));
}
