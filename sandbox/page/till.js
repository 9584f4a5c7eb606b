// The till: who, what, ring up. It speaks the merchants' real API with the merchant's own key.

import { Problem, merchant, sandbox } from "./api.js";
import { Basket } from "./basket.js";
import { CustomerPick } from "./customer.js";
import { fill, h } from "./dom.js";
import { field } from "./dialogs.js";
import { problemNote } from "./problem.js";
import { Slip } from "./slip.js";
import { onLanguage, t } from "./words.js";

export class Till {
  #world;
  #clock;
  #data = null;
  #store = null;
  #employee = "";
  #slip = null;
  #failed = null;

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
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const again = h("button", { type: "button", class: "button", onclick: () => this.open() }, t("till.again"));
      fill(this.node, h("div", { class: "till-wait" }, h("p", null, t("till.failed", { reason: error.words })), again));
      return;
    }
    this.#store = this.#data.stores[0] ?? null;
    this.#employee = this.#store?.employees[0]?.code ?? "";
    this.basket = new Basket(this.#data, () => this.#drawRing());
    this.customer = new CustomerPick(this.#world, this.#data, () => this.#store.code);
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
    fill(this.node,
      h("div", { class: "till-where" }, this.#storeField(), this.#employeeField()),
      this.customer.node, this.basket.menu,
      h("div", { class: "till-foot" }, this.basket.node, this.note, this.ring));
    this.#drawRing();
    if (this.#failed) fill(this.note, problemNote(this.#failed));
  }

  #storeField() {
    const choose = (event) => {
      this.#store = this.#data.stores.find((store) => store.code === event.target.value);
      this.#employee = this.#store.employees[0]?.code ?? "";
      this.draw();
    };
    return field(t("till.store"), select(this.#data.stores, this.#store?.code, choose));
  }

  #employeeField() {
    const list = [...(this.#store?.employees ?? []), { code: "", name: t("till.nobody") }];
    return field(t("till.employee"), select(list, this.#employee, (event) => { this.#employee = event.target.value; }));
  }

  #drawRing() {
    const empty = this.basket.isEmpty;
    this.ring.disabled = empty || this.busy;
    fill(this.ring, h("span", null, t(this.busy ? "till.ringing" : "till.ring")), !empty && h("b", null, this.basket.totalWords()));
    if (this.#failed && !this.busy) {
      this.#failed = null;
      fill(this.note);
    }
  }

  #receipt() {
    const now = this.#clock.now();
    const stamp = now.toISOString().replace(/\D/g, "").slice(2, 14);
    return {
      receipt_id: `T${stamp}-${crypto.getRandomValues(new Uint16Array(1))[0].toString(36)}`,
      store: this.#store.code,
      ...(this.#employee && { employee: this.#employee }),
      customer: this.customer.reference(),
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
      const answer = await merchant(this.#data.api_key, "/v1/receipts", request);
      if (!answer.ok) throw Object.assign(new Problem(answer.status, answer.body), { request });
      this.#slip = new Slip({ data: this.#data, request, answer, store: this.#store, finish: () => this.#newReceipt(), redraw: () => this.draw() });
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
