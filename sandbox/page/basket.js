// The till's menu and what was tapped from it.

import { fill, h, iconButton } from "./dom.js";
import { decimal, shown } from "./money.js";
import { known, t } from "./words.js";

/** What a till calls a category of its own menu; others are said as their code. */
function categoryWords(category) {
  return known(`category.${category}`) ? t(`category.${category}`) : category;
}

export class Basket {
  #data;
  #changed;
  #category = null;
  #counts = new Map();

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
  }

  draw() {
    this.#drawMenu();
    this.#drawLines();
  }

  #chosen() {
    return [...this.#counts].map(([sku, count]) => [this.#data.items.find((item) => item.sku === sku), count]);
  }

  #totalMinor() {
    return this.#chosen().reduce((sum, [item, count]) => sum + item.price * count, 0);
  }

  #amount(item, count = 1) {
    return decimal(item.price * count, this.#data.minor_digits);
  }

  #drawMenu() {
    const categories = [...new Set(this.#data.items.map((item) => item.category).filter(Boolean))];
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
    return h("button", { type: "button", class: `tile hue-${hue % 6}`, title: item.name, onclick: () => this.#add(item.sku, 1) },
      h("span", { class: "tile-name" }, item.name), h("span", { class: "tile-price" }, shown(this.#amount(item), this.#data.currency)));
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
    const head = h("div", { class: "basket-head" }, h("h2", null, t("till.basket")), !this.isEmpty && clear);
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
