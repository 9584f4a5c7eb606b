// Paying with points: quote, choose how many, set them aside, wait for the customer's tap, or give them back.

import { Problem } from "./api.js";
import { fill, h } from "./dom.js";
import { decimal, minor, points as shownPoints, shown } from "./money.js";
import { Panel, button, newId } from "./panel.js";
import { raw } from "./raw.js";
import { t, timeOfDay } from "./words.js";

const WATCH_MS = { waiting: 1000, live: 3000 };

export class PointsPanel extends Panel {
  #sale;
  #quote = null;
  #hold = null;
  #sent = null;
  #points = 0;
  #timer = 0;

  /**
   * `sale(proven)` tells the basket as a quote takes it, or null; proven: with the code that the customer showed.
   * `changed` is called after every step.
   */
  constructor(data, sale, changed) {
    super(data, changed);
    this.#sale = sale;
    this.node = h("section", { class: "points-panel" });
  }

  /** The hold that the receipt is to name: {hold, card}, or null. */
  get paying() {
    return this.#hold?.state === "live" ? { hold: this.#hold.hold, card: this.#hold.customer.card } : null;
  }

  /** Whether the till waits for the customer. */
  get isWaiting() {
    return this.#hold?.state === "waiting";
  }

  /** What is left to pay with money, as a decimal string; null when no points pay. */
  get payable() {
    if (!this.paying || !this.#quote) return null;
    return this.#money(minor(this.#quote.payable, this.data.minor_digits) - minor(this.#hold.pays, this.data.minor_digits));
  }

  /** The basket is another one: what was quoted for the last is not true any more. Points that are set aside stay so. */
  basketChanged() {
    if (!this.#hold) this.#quote = null;
    this.failed = null;
    this.draw();
  }

  /** The sale is over, or the customer is another one. */
  async reset({ giveBack = false } = {}) {
    const hold = this.#hold;
    clearTimeout(this.#timer);
    this.#quote = this.#hold = this.#sent = this.failed = null;
    this.wire = [];
    this.draw();
    if (giveBack && hold && WATCH_MS[hold.state]) await this.call(`/v1/holds/${hold.hold}`, undefined, "DELETE");
  }

  draw() {
    const kept = this.node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.node.setAttribute("aria-label", t("points.title"));
    fill(this.node, this.#body(), this.trouble(),
      this.wire.length > 0 && raw(this.wire));
    if (kept) this.node.querySelector(`[data-key="${kept}"]`)?.focus();
  }

  #body() {
    if (this.#hold) return this.#heldBody(this.#hold);
    if (this.#quote) return this.#quoteBody(this.#quote);
    return button("points.pay", () => this.#ask(), { disabled: this.busy || !this.#sale(), "data-key": "pay" });
  }

  #quoteBody({ redemption, points }) {
    const earns = h("p", { class: "faint" }, t("points.would.earn", { count: points.earned, money: this.#said(points.earned) }));
    const close = button("points.without", () => this.reset(), { "data-key": "without", class: "button small quiet" });
    if (!redemption.most) return [h("p", null, t("points.none")), earns, close];
    const { minimum, most, step } = redemption;
    const input = (type, more) => h("input", {
      type, class: type === "range" ? "points-range" : "input points-number",
      min: this.#typed(minimum), max: this.#typed(most), step: this.#typed(step), value: this.#typed(this.#points),
      "aria-label": t("points.how.many"), ...more, oninput: (event) => this.#choose(event.target),
    });
    this.worth = h("p", { class: "points-worth" });
    this.range = input("range", { "data-key": "range" });
    this.number = input("number", { "data-key": "number", inputmode: this.#unit === 1 ? "numeric" : "decimal" });
    this.#drawWorth();
    const set = button("points.set.aside", () => this.#setAside(), { disabled: this.busy, "data-key": "set", class: "button small primary" });
    const limits = step > 1 ? "points.limits" : minimum > 1 ? "points.least" : "points.most";
    return [h("p", null, t(limits, { most: this.#said(most), minimum: this.#said(minimum), step: this.#said(step) })),
      h("div", { class: "points-choice" }, this.range, this.number), this.worth, earns, h("div", { class: "points-row" }, set, close)];
  }

  #choose(input) {
    this.#points = Math.round((Number(input.value) || 0) * this.#unit);
    for (const other of [this.range, this.number]) if (other !== input) other.value = this.#typed(this.#points);
    this.#drawWorth();
  }

  /** How many points one of what is typed is: an amount is typed where the balance is money. */
  get #unit() {
    return this.data.points_are_money ? 10 ** this.data.minor_digits : 1;
  }

  #typed(points) {
    return this.data.points_are_money ? decimal(points, this.data.minor_digits) : points;
  }

  #said(count) {
    return shownPoints(count, this.data);
  }

  #drawWorth() {
    const { redemption: { paying }, payable } = this.#quote;
    const worth = (minor(paying.pays, this.data.minor_digits) / paying.points) * this.#points;
    const left = minor(payable, this.data.minor_digits) - worth;
    fill(this.worth, t("points.worth", { pays: this.#shown(worth), left: this.#shown(left) }));
  }

  #heldBody(hold) {
    const facts = { count: hold.points, pays: shown(hold.pays, this.data.currency), until: timeOfDay(new Date(hold.expires_at)) };
    const note = h("p", { class: `points-state ${hold.state}`, role: "status" }, t(`points.state.${hold.state}`, facts));
    const open = WATCH_MS[hold.state];
    const words = open ? "points.give.back" : "page.ok";
    const act = open ? () => this.#giveBack() : () => this.reset();
    return [note, button(words, act, { disabled: this.busy, "data-key": "back", class: "button small" })];
  }

  #ask() {
    return this.work(async () => {
      this.#quote = await this.call("/v1/quotes", this.#sale());
      this.#points = this.#quote.redemption?.paying?.points ?? 0;
    });
  }

  #setAside() {
    return this.work(async () => {
      const body = { ...this.#sale(true), points: this.#points };
      if (JSON.stringify({ ...this.#sent, hold_id: "", issued_at: "" }) !== JSON.stringify({ ...body, hold_id: "", issued_at: "" })) {
        this.#sent = { ...body, hold_id: newId("H") };
      }
      this.#take(await this.call("/v1/holds", this.#sent));
    });
  }

  #giveBack() {
    return this.work(async () => {
      await this.call(`/v1/holds/${this.#hold.hold}`, undefined, "DELETE");
      await this.reset();
    });
  }

  #take(hold) {
    this.#hold = hold;
    clearTimeout(this.#timer);
    if (WATCH_MS[hold.state]) this.#timer = setTimeout(() => this.#watch(hold.hold), WATCH_MS[hold.state]);
  }

  async #watch(token) {
    let seen = this.#hold;
    try {
      seen = await this.call(`/v1/holds/${token}`, undefined, "GET");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
    if (this.#hold?.hold !== token) return;
    const before = JSON.stringify(this.#hold);
    this.#take(seen);
    if (JSON.stringify(seen) !== before) {
      this.draw();
      this.changed();
    }
  }

  async work(job) {
    await super.work(job);
    this.changed();
  }

  #money(amount) {
    return decimal(Math.round(amount), this.data.minor_digits);
  }

  #shown(amount) {
    return shown(this.#money(amount), this.data.currency);
  }
}
