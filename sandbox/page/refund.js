// Goods come back: what of a receipt, and what the API answered.

import { Problem, merchant } from "./api.js";
import { field, formDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { points, shown } from "./money.js";
import { newId } from "./panel.js";
import { t } from "./words.js";

/**
 * Ask what came back; `gift` is the GiftPayment of the receipt, or null. `done({path, request, answer, gift})` is called
 * once the refund is recorded; its `gift` are rows of the paper about what came back to the card.
 */
export function refundDialog(data, receipt, gift, done) {
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
  const toCard = gift?.refundable > 0 && h("label", { class: "tick" },
    h("input", { type: "checkbox", name: "gift", checked: true }), t("gift.back.ask", { ends: gift.ending }));
  formDialog({
    title: t("refund.title"), fields: [field(t("refund.what"), what), amountField, toCard], action: t("refund.do"),
    submit: async (values) => {
      const request = refundOf(values, data.currency);
      const path = `/v1/receipts/${encodeURIComponent(receipt.receipt_id)}/refunds`;
      const answer = await merchant(data.api_key, path, request);
      if (!answer.ok) throw Object.assign(new Problem(answer.status, answer.body), { request });
      const rows = values.gift ? await gift.giveBack(request.refund_id, answer.body.refund_payable) : [];
      done({ path, request, answer, gift: rows });
    },
  });
}

function refundOf({ what, amount }, currency) {
  const refund = { refund_id: newId("F"), currency };
  if (what === "amount") return { ...refund, amount: amount.trim().replace(",", ".") };
  if (what.startsWith("line ")) return { ...refund, lines: [{ line: Number(what.slice(5)) }] };
  return refund;
}

/** What a refund did, as rows of the paper: [words, value]. */
export function refundRows({ answer }, data) {
  const { amount, refund_payable: payable, points: sums, left } = answer.body;
  const rows = [[t("refund.refunded"), `−${shown(amount, data.currency)}`], [t("refund.payable"), shown(payable, data.currency)]];
  if (sums?.restored) rows.push([t("refund.restored"), `+${points(sums.restored, data)}`]);
  if (sums?.revoked) rows.push([t("refund.revoked"), `−${points(sums.revoked, data)}`]);
  if (sums?.owed) rows.push([t("refund.owed"), points(sums.owed, data)]);
  if (sums) rows.push([t("slip.balance"), points(sums.balance, data)]);
  if (Number(left)) rows.push([t("refund.left"), shown(left, data.currency)]);
  return rows;
}
