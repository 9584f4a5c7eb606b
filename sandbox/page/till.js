// The till: who, what, ring up. It speaks the merchants' real API with the merchant's own key.

import { Problem, merchant, sandbox } from "./api.js";
import { Basket } from "./basket.js";
import { CustomerPick } from "./customer.js";
import { fill, h } from "./dom.js";
import { field, popMenu } from "./dialogs.js";
import { GiftPanel, GiftPayment } from "./gift.js";
import { decimal, minor, shown } from "./money.js";
import { PointsPanel } from "./points.js";
import { problemNote } from "./problem.js";
import { Slip } from "./slip.js";
import { onLanguage, speakOfMoney, t } from "./words.js";

const MOST_PAST = 12;

export class Till {
  #world;
  #clock;
  #data = null;
  #store = null;
  #employee = "";
  #slip = null;
  #failed = null;
  #past = [];

  constructor(node, world, clock) {
    this.node = node;
    this.#world = world;
    this.#clock = clock;
    onLanguage(() => this.draw());
    world.addEventListener("people", () => this.customer?.draw());
  }

  async open() {
    fill(this.node, h("p", { class: "till-wait" }, t("till.loading")));
    try {
      this.#data = await sandbox.till();
      speakOfMoney(this.#data.points_are_money);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const again = h("button", { type: "button", class: "button", onclick: () => this.open() }, t("till.again"));
      fill(this.node, h("div", { class: "till-wait" }, h("p", null, t("till.failed", { reason: error.words })), again));
      return;
    }
    this.#stand(this.#data.stores.find((store) => store.api_key) ?? this.#data.stores[0] ?? null);
    this.gift = new GiftPanel(this.#data, () => ({ store: this.#store.code, payable: this.#payable(), now: this.#clock.now() }), () => this.#drawRing());
    this.basket = new Basket(this.#data, () => {
      this.points.basketChanged();
      this.gift.basketChanged();
      this.#drawRing();
    });
    this.points = new PointsPanel(this.#data, (proven) => this.#sale(proven), () => this.#drawRing());
    this.customer = new CustomerPick(this.#world, this.#data, () => this.#store.code, () => {
      this.points.reset({ giveBack: true });
      this.#drawRing();
    });
    this.draw();
  }

  draw() {
    if (!this.#data) return;
    if (this.#slip) {
      fill(this.node, this.#slip.draw());
      return;
    }
    this.ring = h("button", { type: "button", class: "button primary ring", onclick: () => this.#ringUp() });
    this.note = h("div", { class: "till-note", role: "alert" });
    this.customer.draw();
    this.basket.draw();
    this.points.draw();
    this.gift.draw();
    fill(this.node,
      h("div", { class: "till-where" }, this.#storeField(), this.#employeeField()),
      this.customer.node, this.basket.menu,
      h("div", { class: "till-foot" }, this.basket.node, this.points.node, this.gift.node, this.note, this.ring, this.#pastButton()));
    this.#drawRing();
    if (this.#failed) fill(this.note, problemNote(this.#failed));
  }

  #storeField() {
    const choose = (event) => {
      const store = this.#data.stores.find((one) => one.code === event.target.value);
      if (store.api_key !== this.#store.api_key) this.points.reset({ giveBack: true });
      this.#stand(store);
      this.draw();
    };
    const hint = this.#store && !this.#store.api_key && t("till.no.key", { merchant: this.#store.merchant ?? "" });
    return field(t("till.store"), select(this.#data.stores, this.#store?.code, choose), hint);
  }

  /** Go to a store: everything after speaks with the key of its merchant. */
  #stand(store) {
    this.#store = store;
    this.#employee = store?.employees[0]?.code ?? "";
    this.#data.api_key = store?.api_key ?? "";
  }

  #employeeField() {
    const list = [...(this.#store?.employees ?? []), { code: "", name: t("till.nobody") }];
    return field(t("till.employee"), select(list, this.#employee, (event) => { this.#employee = event.target.value; }));
  }

  #pastButton() {
    if (!this.#past.length) return null;
    const open = (event) => popMenu(event.currentTarget, this.#past.map((slip) => ({ label: slip.words, act: () => this.#show(slip) })));
    return h("button", { type: "button", class: "button small quiet", onclick: open }, t("till.past", { count: this.#past.length }));
  }

  #show(slip) {
    this.#slip = slip;
    this.draw();
  }

  #drawRing() {
    const empty = this.basket.isEmpty;
    const { isWaiting } = this.points;
    this.ring.disabled = empty || this.busy || isWaiting || !this.#data.api_key;
    const words = isWaiting ? "till.waiting" : this.busy ? "till.ringing" : "till.ring";
    const amount = shown(this.#inMoney(), this.#data.currency);
    fill(this.ring, h("span", null, t(words)), !empty && h("b", null, amount));
    if (this.#failed && !this.busy) {
      this.#failed = null;
      fill(this.note);
    }
  }

  /** What the receipt comes to after points, as far as the till knows yet; null while there is nothing. */
  #payable() {
    return this.basket.isEmpty ? null : this.points.payable ?? this.basket.total();
  }

  /** What of it is left after the gift card. */
  #inMoney() {
    const payable = this.#payable() ?? this.basket.total();
    const digits = this.#data.minor_digits;
    return decimal(minor(payable, digits) - minor(this.gift.pays(payable) ?? "0", digits), digits);
  }

  /** What is sold to whom, as a quote and a hold take it; null while there is nothing, or nobody. */
  #sale(proven) {
    const customer = proven ? this.customer.proof() : this.customer.reference();
    return this.basket.isEmpty || !customer ? null : this.#basketOf(customer);
  }

  #receipt() {
    const now = this.#clock.now();
    const stamp = now.toISOString().replace(/\D/g, "").slice(2, 14);
    const { paying } = this.points;
    return {
      receipt_id: `T${stamp}-${crypto.getRandomValues(new Uint16Array(1))[0].toString(36)}`,
      ...this.#basketOf(paying ? { card: paying.card } : this.customer.reference()),
      ...(paying && { hold: paying.hold }),
    };
  }

  #basketOf(customer) {
    const now = this.#clock.now();
    return {
      store: this.#store.code,
      ...(this.#employee && { employee: this.#employee }),
      customer,
      issued_at: now.toISOString(),
      currency: this.#data.currency,
      total: this.basket.total(),
      lines: this.basket.lines(),
    };
  }

  async #ringUp() {
    this.busy = true;
    this.#failed = null;
    this.#drawRing();
    try {
      const request = this.#receipt();
      const store = this.#store;
      const data = { ...this.#data };
      const answer = await merchant(data.api_key, "/v1/receipts", request);
      if (!answer.ok) throw Object.assign(new Problem(answer.status, answer.body), { request });
      const taken = await this.gift.take(request, answer.body.payable ?? request.total);
      const gift = taken && new GiftPayment(data, taken);
      this.#slip = new Slip({ data, request, answer, gift, store, finish: () => this.#newReceipt(), redraw: () => this.draw() });
      this.#past = [this.#slip, ...this.#past].slice(0, MOST_PAST);
      this.points.reset();
      this.gift.reset();
      this.busy = false;
      this.draw();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.busy = false;
      this.#drawRing();
      this.#failed = error;
      fill(this.note, problemNote(error));
    }
  }

  #newReceipt() {
    this.#slip = null;
    this.basket.clear();
    this.customer.forget();
    this.draw();
  }
}

function select(options, chosen, onchange) {
  return h("select", { class: "input", onchange },
    options.map((option) => h("option", { value: option.code, selected: option.code === chosen }, option.name)));
}
