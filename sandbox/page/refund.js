// Goods come back: what of a receipt, and what the API answered.

import { Problem, merchant } from "./api.js";
import { field, formDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { shown } from "./money.js";
import { t } from "./words.js";

/** Ask what came back; `done({request, answer})` is called once the refund is recorded. */
export function refundDialog(data, receipt, done) {
  const all = h("option", { value: "all" }, t("refund.all"));
  const lines = receipt.lines.map((line, number) => h("option", { value: `line ${number}` }, `${line.name}, ${shown(line.amount, data.currency)}`));
  const part = h("option", { value: "amount" }, t("refund.amount"));
  const amount = h("input", { name: "amount", class: "input", inputmode: "decimal", placeholder: receipt.total, autocomplete: "off" });
  const amountField = field(t("refund.how.much"), amount);
  amountField.hidden = true;
  const what = h("select", { name: "what", class: "input", onchange: (event) => {
    amountField.hidden = event.target.value !== "amount";
    if (!amountField.hidden) amount.focus();
  } }, all, lines, part);
  formDialog({
    title: t("refund.title"), fields: [field(t("refund.what"), what), amountField], action: t("refund.do"),
    submit: async (values) => {
      const request = refundOf(values, data.currency);
      const path = `/v1/receipts/${encodeURIComponent(receipt.receipt_id)}/refunds`;
      const answer = await merchant(data.api_key, path, request);
      if (!answer.ok) throw Object.assign(new Problem(answer.status, answer.body), { request });
      done({ path, request, answer });
    },
  });
}

function refundOf({ what, amount }, currency) {
  const refund = { refund_id: `F${Date.now().toString(36)}-${crypto.getRandomValues(new Uint16Array(1))[0].toString(36)}`, currency };
  if (what === "amount") return { ...refund, amount: amount.trim().replace(",", ".") };
  if (what.startsWith("line ")) return { ...refund, lines: [{ line: Number(what.slice(5)) }] };
  return refund;
}

/** What a refund did, as rows of the paper: [words, value]. */
export function refundRows({ answer }, currency) {
  const { amount, refund_payable: payable, points, left } = answer.body;
  const rows = [[t("refund.refunded"), `−${shown(amount, currency)}`], [t("refund.payable"), shown(payable, currency)]];
  if (points?.restored) rows.push([t("refund.restored"), `+${points.restored}`]);
  if (points?.revoked) rows.push([t("refund.revoked"), `−${points.revoked}`]);
  if (points?.owed) rows.push([t("refund.owed"), points.owed]);
  if (points) rows.push([t("slip.balance"), points.balance]);
  if (Number(left)) rows.push([t("refund.left"), shown(left, currency)]);
  return rows;
}
