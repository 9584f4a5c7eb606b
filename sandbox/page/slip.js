// The paper that the till prints: what the API answered, and the JSON under it.

import { Problem, merchant } from "./api.js";
import { h, icon } from "./dom.js";
import { points, shown } from "./money.js";
import { problemNote } from "./problem.js";
import { raw } from "./raw.js";
import { refundDialog, refundRows } from "./refund.js";
import { dateAndTime, t } from "./words.js";

export class Slip {
  #facts;
  #note = null;
  #replay = null;
  #busy = false;
  #refunds = [];

  /** `facts`: {data, request, answer, gift, store, finish, redraw}; `gift`: the GiftPayment of this receipt, or null. */
  constructor(facts) {
    this.#facts = facts;
  }

  /** What a list of past receipts calls it. */
  get words() {
    const { request } = this.#facts;
    return `${request.receipt_id}, ${this.#money(request.total)}`;
  }

  draw() {
    return h("div", { class: "slip-page" }, this.#paper(), this.#giftRefused(), this.#buttons(), this.#note && h("div", { role: "status" }, this.#note()), this.#wire());
  }

  #money(amount) {
    return shown(amount, this.#facts.data.currency);
  }

  #points(count) {
    return points(count, this.#facts.data);
  }

  #paper() {
    const { request, answer, store } = this.#facts;
    const head = [h("b", { class: "paper-store" }, store.name), h("span", null, `№ ${request.receipt_id}`), h("span", null, dateAndTime(new Date(request.issued_at)))];
    const lines = request.lines.map((line) => row(line.quantity === "1" ? line.name : `${line.name} × ${line.quantity}`, this.#money(line.amount)));
    return h("article", { class: "paper", "aria-label": t("till.basket") }, h("header", null, head), rule(), lines, rule(),
      this.#sums(request, answer.body), this.#printed(answer.body), this.#refunded(), h("footer", null, t("slip.thanks")));
  }

  #sums(request, body) {
    const sums = [row(t("slip.total"), this.#money(request.total))];
    if (Number(body.discount)) sums.push(row(t("slip.discount"), `−${this.#money(body.discount)}`));
    if (body.points?.redeemed) sums.push(row(t("slip.redeemed"), `−${this.#points(body.points.redeemed)}`));
    const payable = body.payable ?? request.total;
    sums.push(row(t("slip.payable"), this.#money(payable), "strong"));
    return [sums, this.#facts.gift?.rows(payable).map(([name, value]) => row(name, value))];
  }

  #printed(body) {
    if (!body.customer) return [rule(), h("p", null, t("slip.anonymous"))];
    const { points: sums = {}, tier } = body;
    const facts = [row(t("slip.earned"), `+${this.#points(sums.earned ?? 0)}`, "strong"), row(t("slip.balance"), this.#points(sums.balance))];
    if (sums.pending) facts.push(row(t("slip.pending"), this.#points(sums.pending)));
    if (tier?.name) facts.push(row(t("slip.tier"), tier.changed ? `${tier.name} · ${t("slip.tier.changed")}` : tier.name, tier.changed ? "fresh" : ""));
    if (tier?.to_next) facts.push(row(t("slip.next"), this.#money(tier.to_next)));
    const slip = (body.slip ?? []).map((line) => h("p", null, line));
    return [rule(), facts, slip.length > 0 && [rule(), h("div", { class: "paper-slip" }, slip)]];
  }

  #refunded() {
    return this.#refunds.map((refund) => [rule(), [...refundRows(refund, this.#facts.data), ...refund.gift].map(([name, value]) => row(name, value))]);
  }

  #giftRefused() {
    const refused = this.#facts.gift?.problem;
    if (!refused) return null;
    const again = h("button", { type: "button", class: "button small", disabled: this.#busy, onclick: () => this.#giftAgain() }, t("gift.again"));
    return h("div", { role: "alert" }, problemNote(refused), again);
  }

  async #giftAgain() {
    this.#busy = true;
    await this.#facts.gift.again();
    this.#busy = false;
    this.#facts.redraw();
  }

  #refund() {
    const { data, request, gift, redraw } = this.#facts;
    refundDialog(data, request, gift, (refund) => {
      this.#refunds.push(refund);
      redraw();
    });
  }

  #buttons() {
    const { finish } = this.#facts;
    const left = Number(this.#refunds.at(-1)?.answer.body.left ?? this.#facts.request.total);
    return h("div", { class: "slip-buttons" },
      h("button", { type: "button", class: "button primary", onclick: finish }, t("slip.new")),
      h("button", { type: "button", class: "button", disabled: this.#busy, onclick: () => this.#again() }, icon("replay"), t("slip.replay")),
      left > 0 && h("button", { type: "button", class: "button", onclick: () => this.#refund() }, t("refund.button")));
  }

  async #again() {
    const { data, request, redraw } = this.#facts;
    this.#busy = true;
    try {
      this.#replay = await merchant(data.api_key, "/v1/receipts", request);
      const { ok, status, body, replayed } = this.#replay;
      if (!ok) this.#note = () => problemNote(new Problem(status, body));
      else this.#note = () => h("p", { class: replayed ? "good-note" : "problem" }, t(replayed ? "slip.replayed" : "slip.not.replayed"));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#note = () => problemNote(error);
    } finally {
      this.#busy = false;
      redraw();
    }
  }

  #wire() {
    const { request, answer } = this.#facts;
    const told = (one) => t("slip.ms", { status: one.status, ms: one.ms });
    return raw([["slip.request", request, "POST /v1/receipts"], ["slip.answer", answer.body, told(answer)],
      ["slip.replay", this.#replay?.body, this.#replay && told(this.#replay)],
      ...(this.#facts.gift?.wire() ?? []),
      ...this.#refunds.flatMap((refund) => [["slip.request", refund.request, `POST ${refund.path}`], ["slip.answer", refund.answer.body, told(refund.answer)]])]);
  }
}

function row(name, value, kind = "") {
  return h("div", { class: `paper-row ${kind}` }, h("span", null, name), h("span", null, String(value ?? "")));
}

function rule() {
  return h("hr", { class: "paper-rule" });
}
