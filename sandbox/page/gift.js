// Gift cards: sell one, pay a receipt with one as with money, and give money back to it.

import { Problem, merchant } from "./api.js";
import { alertDialog, field, formDialog } from "./dialogs.js";
import { fill, h } from "./dom.js";
import { decimal, minor, shown } from "./money.js";
import { Panel, button, newId } from "./panel.js";
import { raw } from "./raw.js";
import { dateAndTime, t } from "./words.js";

const DAYS = 365;
const DAY_MS = 86_400_000;
const MOST_SOLD = 5;
const USES = "/v1/gift-cards/uses";

export class GiftPanel extends Panel {
  #sale;
  #open = false;
  #typed = "";
  #card = null;
  #sold = [];

  /** `sale` tells {store, payable}: where the till stands, and what is to pay as a decimal string, or null. */
  constructor(data, sale, changed) {
    super(data, changed);
    this.#sale = sale;
    this.node = h("section", { class: "points-panel" });
  }

  /** What the card pays of an amount, both decimal strings; null: no card is chosen. */
  pays(payable) {
    if (this.#card?.state !== "live") return null;
    const digits = this.data.minor_digits;
    return decimal(Math.min(minor(this.#card.left, digits), minor(payable, digits)), digits);
  }

  /** Take the card's part of what a receipt has to pay: {request, answer}; an answer that is a refusal is told as one. */
  async take(receipt, payable) {
    const amount = this.pays(payable);
    if (!amount || !Number(amount)) return null;
    const request = { use_id: receipt.receipt_id, code: this.#card.code, amount, currency: this.data.currency, store: receipt.store };
    return { request, answer: await asked(this.data, USES, request) };
  }

  /** The sale is over. */
  reset() {
    this.#open = false;
    this.#typed = "";
    this.#card = this.failed = null;
    this.wire = [];
    this.draw();
  }

  /** The basket is another one: what the card pays of it is too. */
  basketChanged() {
    if (this.#card) this.draw();
  }

  draw() {
    const kept = this.node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.node.setAttribute("aria-label", t("gift.title"));
    fill(this.node, this.#body(), this.trouble(), this.wire.length > 0 && raw(this.wire));
    if (kept) this.node.querySelector(`[data-key="${kept}"]`)?.focus();
  }

  #body() {
    if (this.#card) return this.#cardBody(this.#card);
    if (this.#open) return this.#askBody();
    return h("div", { class: "points-row" }, button("gift.pay", () => this.#ask(), { "data-key": "gift" }),
      button("gift.sell", () => this.sell(), { class: "button small quiet", "data-key": "sell" }));
  }

  #askBody() {
    const input = h("input", {
      class: "input", "aria-label": t("gift.code"), placeholder: "GIFT-…", autocomplete: "off", maxlength: 64, list: "sold-gift-cards",
      value: this.#typed, dataset: { key: "code" }, oninput: (event) => { this.#typed = event.target.value; },
    });
    const onsubmit = (event) => {
      event.preventDefault();
      if (input.value.trim()) this.#lookUp(input.value.trim());
      else input.focus();
    };
    const sold = h("datalist", { id: "sold-gift-cards" }, this.#sold.map((code) => h("option", { value: code })));
    return [h("form", { class: "find", onsubmit }, input, sold, h("button", { type: "submit", class: "button", disabled: this.busy }, t("gift.check"))),
      this.#without()];
  }

  #cardBody(card) {
    const facts = { ends: card.ends_with, left: this.#shown(card.left) };
    const note = h("p", { class: `points-state ${card.state === "live" ? "live" : "refused"}`, role: "status" },
      t(`gift.state.${card.state}`, facts), card.expires_at && ` ${t("gift.until", { when: dateAndTime(new Date(card.expires_at)) })}`);
    return [note, this.#worth(), this.#without()];
  }

  #worth() {
    const { payable } = this.#sale();
    const pays = payable && this.pays(payable);
    return pays && h("p", { class: "points-worth" }, t("gift.worth", { pays: this.#shown(pays), left: this.#shown(rest(payable, pays, this.data.minor_digits)) }));
  }

  #without() {
    return button("gift.without", () => {
      this.reset();
      this.changed();
    }, { class: "button small quiet", "data-key": "without" });
  }

  #ask() {
    this.#open = true;
    this.draw();
    this.node.querySelector("input").focus();
  }

  async #lookUp(code) {
    await this.work(async () => {
      this.#card = { code, ...await this.call("/v1/gift-cards/lookup", { code, store: this.#sale().store }) };
    });
    this.changed();
  }

  /** Ask what the card is to be worth, and show its code. */
  sell() {
    const amount = h("input", { name: "amount", class: "input", inputmode: "decimal", autocomplete: "off", required: true });
    const days = h("input", { name: "days", class: "input", type: "number", min: 1, max: 3650, value: DAYS });
    formDialog({
      title: t("gift.sell.title"), action: t("gift.sell.do"),
      fields: [field(t("gift.sell.amount"), amount), field(t("gift.sell.days"), days, t("gift.sell.days.hint"))],
      submit: async (values) => this.#sell(values),
    });
  }

  async #sell({ amount, days }) {
    const request = { gift_card_id: newId("G"), amount: amount.trim().replace(",", "."), currency: this.data.currency };
    if (days) request.expires_at = new Date(this.#sale().now.getTime() + Number(days) * DAY_MS).toISOString();
    const body = await this.call("/v1/gift-cards", request);
    this.#sold = [body.code, ...this.#sold].slice(0, MOST_SOLD);
    this.draw();
    alertDialog(t("gift.sold", { money: this.#shown(body.amount) }), body.code);
  }

  #shown(amount) {
    return shown(amount, this.data.currency);
  }
}

function rest(payable, pays, digits) {
  return decimal(minor(payable, digits) - minor(pays, digits), digits);
}

/** An answer, also where there was none: the receipt is recorded by then, and its paper tells what became of the card. */
async function asked(data, path, request) {
  try {
    return await merchant(data.api_key, path, request);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ok: false, status: error.status, body: error.body, ms: 0 };
  }
}

/** What a card paid of a receipt: told on its paper, and given back to by its refunds. */
export class GiftPayment {
  #data;
  #request;
  #answer;
  #backs = [];

  constructor(data, { request, answer }) {
    this.#data = data;
    this.#request = request;
    this.#answer = answer;
  }

  /** The refusal, where there was one. */
  get problem() {
    return this.#answer.ok ? null : Object.assign(new Problem(this.#answer.status, this.#answer.body), { request: this.#request });
  }

  /** Ask again for what was refused or not answered; the same id, so that nothing is taken twice. */
  async again() {
    this.#answer = await asked(this.#data, USES, this.#request);
  }

  /** What can still come back to the card, in minor units. */
  get refundable() {
    if (!this.#answer.ok) return 0;
    const last = this.#backs.findLast(({ answer }) => answer.ok);
    return minor(last?.answer.body.refundable ?? this.#answer.body.amount, this.#data.minor_digits);
  }

  get ending() {
    return this.#answer.body.ends_with;
  }

  /** Rows of the paper: [words, value]. */
  rows(payable) {
    if (!this.#answer.ok) return [];
    const { amount, ends_with: ends, left } = this.#answer.body;
    return [[t("gift.paid", { ends }), `−${this.#shown(amount)}`], [t("gift.rest"), this.#shown(rest(payable, amount, this.#data.minor_digits))],
      [t("gift.left", { ends }), this.#shown(left)]];
  }

  /** Give back what a refund pays out, as far as the card paid it; returns rows of the paper. */
  async giveBack(refundId, payable) {
    const digits = this.#data.minor_digits;
    const amount = Math.min(this.refundable, minor(payable, digits));
    if (!amount) return [];
    const request = { refund_id: refundId, currency: this.#data.currency, amount: decimal(amount, digits) };
    const path = `${USES}/${encodeURIComponent(this.#request.use_id)}/refunds`;
    const answer = await asked(this.#data, path, request);
    this.#backs.push({ path, request, answer });
    if (!answer.ok) return [[t("gift.back.refused"), new Problem(answer.status, answer.body).words]];
    return [[t("gift.back", { ends: this.ending }), `+${this.#shown(request.amount)}`],
      [t("gift.back.rest"), this.#shown(rest(payable, request.amount, digits))]];
  }

  /** What went over the wire, as `raw` takes it. */
  wire() {
    const calls = [{ path: USES, request: this.#request, answer: this.#answer }, ...this.#backs];
    return calls.flatMap(({ path, request, answer }) => [["slip.request", request, `POST ${path}`], ["slip.answer", answer.body, t("slip.ms", answer)]]);
  }

  #shown(amount) {
    return shown(amount, this.#data.currency);
  }
}
