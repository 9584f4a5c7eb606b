// Messages about money: an invoice with its Pay button, and what Telegram says when something was paid or given back.

import { h } from "./dom.js";
import { priceOf } from "./money.js";
import { day, t } from "./words.js";

const STAR = "⭐";
const OWN_WORDS = /^(?!Pay( \d+ ⭐| [A-Z]{3} [\d.]+)?$)/;

/** The body of an invoice's bubble. */
export function invoiceCard({ title, description, currency, total_amount: amount }) {
  return h("div", { class: "invoice" }, h("b", null, title), h("p", { class: "text" }, description),
    h("span", { class: "invoice-price" }, priceOf(amount, currency)));
}

/** The rows of buttons under an invoice; it always has one. Once paid, Pay shows the receipt instead. */
export function payKeys(message) {
  const rows = message.reply_markup?.inline_keyboard ?? [[{ text: "Pay", pay: true }]];
  return rows.map((row) => row.map((button) => (button.pay ? { ...button, text: payWords(message, button.text) } : button)));
}

/** Pay in the reader's language when the bot has not put it in words of its own, with a Star in the place of XTR. */
function payWords({ invoice, receipt }, text) {
  if (receipt) return t("pay.receipt");
  if (!OWN_WORDS.test(text)) return t("pay.pay.amount", { amount: priceOf(invoice.total_amount, invoice.currency) });
  return text.replaceAll("XTR", STAR);
}

/** The words of a message that Telegram itself writes about money, or null for any other message. */
export function moneyWords(message) {
  const paid = message.successful_payment;
  const refunded = message.refunded_payment;
  if (refunded) return t("pay.service.refunded", { amount: priceOf(refunded.total_amount, refunded.currency) });
  if (!paid) return null;
  const facts = { amount: priceOf(paid.total_amount, paid.currency), until: day(new Date((paid.subscription_expiration_date ?? 0) * 1000)) };
  if (paid.is_first_recurring) return t("pay.service.subscribed", facts);
  return t(paid.is_recurring ? "pay.service.renewed" : "pay.service.paid", facts);
}
