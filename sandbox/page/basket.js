// The till's menu and what was tapped from it.

import { field, formDialog } from "./dialogs.js";
import { fill, h, iconButton } from "./dom.js";
import { decimal, minor, shown } from "./money.js";
import { known, t } from "./words.js";

const LARGEST = 1e9;

/** What a till calls a category of its own menu; others are said as their code. */
function categoryWords(category) {
  return known(`category.${category}`) ? t(`category.${category}`) : category;
}

export class Basket {
  #data;
  #changed;
  #category = null;
  #counts = new Map();
  #typed = [];

  /** `changed` is called after every tap. */
  constructor(data, changed) {
    this.#data = data;
    this.#changed = changed;
    this.menu = h("div", { class: "till-menu" });
    this.node = h("div", { class: "basket" });
  }

  get isEmpty() {
    return this.#counts.size === 0;
  }

  total() {
    return decimal(this.#totalMinor(), this.#data.minor_digits);
  }

  totalWords() {
    return shown(this.total(), this.#data.currency);
  }

  /** The receipt's lines, as the API takes them. */
  lines() {
    return this.#chosen().map(([item, count]) => ({
      sku: item.sku, name: item.name, category: item.category, quantity: String(count), amount: this.#amount(item, count),
    }));
  }

  clear() {
    this.#counts.clear();
    this.#typed = [];
  }

  draw() {
    this.#drawMenu();
    this.#drawLines();
  }

  #chosen() {
    return [...this.#counts].map(([sku, count]) => [[...this.#typed, ...this.#data.items].find((item) => item.sku === sku), count]);
  }

  #totalMinor() {
    return this.#chosen().reduce((sum, [item, count]) => sum + item.price * count, 0);
  }

  #amount(item, count = 1) {
    return decimal(item.price * count, this.#data.minor_digits);
  }

  get #categories() {
    return [...new Set(this.#data.items.map((item) => item.category).filter(Boolean))];
  }

  #drawMenu() {
    const categories = this.#categories;
    const chip = (category, words) => h("button", {
      type: "button", class: "chip", "aria-pressed": String(this.#category === category),
      onclick: () => { this.#category = category; this.#drawMenu(); },
    }, words);
    const items = this.#data.items.filter((item) => !this.#category || item.category === this.#category);
    fill(this.menu,
      categories.length > 1 && h("div", { class: "chips" }, chip(null, t("till.all")), categories.map((category) => chip(category, categoryWords(category)))),
      h("div", { class: "tiles" }, items.map((item) => this.#tile(item, categories.indexOf(item.category)))));
  }

  #tile(item, hue) {
    return h("button", { type: "button", class: `tile hue-${Math.max(hue, 0) % 6}`, title: item.name, onclick: () => this.#add(item.sku, 1) },
      h("span", { class: "tile-name" }, item.name), h("span", { class: "tile-price" }, shown(this.#amount(item), this.#data.currency)));
  }

  /** Ask for something that is not on the menu. */
  #ask() {
    const name = h("input", { name: "name", class: "input", autocomplete: "off", maxlength: 128, required: true });
    const category = h("input", { name: "category", class: "input", autocomplete: "off", maxlength: 128, list: "till-categories", value: this.#category ?? "" });
    const amount = h("input", { name: "amount", class: "input", inputmode: "decimal", autocomplete: "off", required: true });
    formDialog({
      title: t("till.free.title"), action: t("till.free.do"),
      fields: [field(t("till.free.name"), name), field(t("till.free.category"), category, t("till.free.category.hint")),
        h("datalist", { id: "till-categories" }, this.#categories.map((one) => h("option", { value: one, label: categoryWords(one) }))),
        field(t("till.free.amount", { currency: this.#data.currency }), amount)],
      submit: async (values) => this.#addTyped(values),
    });
    name.focus();
  }

  /** Throws an Error with words for the reader when the name or the amount cannot be sold. */
  #addTyped({ name, category, amount }) {
    const digits = this.#data.minor_digits;
    const said = amount.replace(/\s/g, "").replace(",", ".");
    const form = digits ? new RegExp(`^\\d+(\\.\\d{1,${digits}})?$`) : /^\d+$/;
    const price = form.test(said) ? minor(said, digits) : 0;
    if (!(price > 0 && Number(said) <= LARGEST)) throw new Error(t("till.free.wrong.amount", { count: digits }));
    if (!name.trim()) throw new Error(t("till.free.wrong.name"));
    const item = { sku: this.#freeSku(), name: name.trim(), category: category.trim() || null, price };
    this.#typed.push(item);
    this.#add(item.sku, 1);
  }

  /** An article number that nothing on the menu and no other typed line has. */
  #freeSku() {
    const taken = new Set([...this.#typed, ...this.#data.items].map((item) => item.sku));
    let number = 1;
    while (taken.has(`free-${number}`)) number += 1;
    return `free-${number}`;
  }

  #add(sku, step) {
    const count = (this.#counts.get(sku) ?? 0) + step;
    if (count > 0) this.#counts.set(sku, count);
    else this.#counts.delete(sku);
    this.#drawLines();
    this.#changed();
  }

  #drawLines() {
    const kept = document.activeElement?.closest(".basket-line")?.dataset.sku;
    const step = document.activeElement?.dataset.step;
    const clear = h("button", { type: "button", class: "button small quiet", onclick: () => { this.clear(); this.#drawLines(); this.#changed(); } }, t("till.clear"));
    const free = h("button", { type: "button", class: "button small quiet", onclick: () => this.#ask() }, t("till.free"));
    const head = h("div", { class: "basket-head" }, h("h2", null, t("till.basket")), h("div", { class: "points-row" }, free, !this.isEmpty && clear));
    const lines = this.#chosen().map(([item, count]) => this.#line(item, count));
    fill(this.node, head, lines.length ? h("div", { class: "basket-lines" }, lines) : h("p", { class: "faint" }, t("till.empty")));
    if (kept) this.node.querySelector(`[data-sku="${CSS.escape(kept)}"] [data-step="${step}"]`)?.focus();
  }

  #line(item, count) {
    return h("div", { class: "basket-line", dataset: { sku: item.sku } }, h("span", { class: "basket-name" }, item.name),
      iconButton("minus", t("till.less", { name: item.name }), () => this.#add(item.sku, -1), { "data-step": "less" }),
      h("span", { class: "basket-count" }, String(count)),
      iconButton("plus", t("till.more", { name: item.name }), () => this.#add(item.sku, 1), { "data-step": "more" }),
      h("span", { class: "basket-amount" }, shown(this.#amount(item, count), this.#data.currency)));
  }
}
