// Whose receipt it is: a QR card scanned from a chat, a code, a phone, a card number, or nobody.

import { sandbox } from "./api.js";
import { avatar, fill, h, icon, iconButton } from "./dom.js";
import { points as shownPoints } from "./money.js";
import { Panel } from "./panel.js";
import { t } from "./words.js";

const WAYS = ["scan", "code", "phone", "card", "none"];
const PHOTOS_TRIED = 5;

const INPUTS = {
  code: { label: "till.code.label", inputmode: "numeric", maxlength: 8, placeholder: "123456" },
  phone: { label: "till.phone.label", type: "tel", inputmode: "tel", maxlength: 24, placeholder: "+12025550101", list: "till-phones" },
  card: { label: "till.card.label", maxlength: 32, placeholder: "" },
};

/** What a QR card says: a short number is the code, anything else the card's number. */
export function fromQr(text) {
  return /^\d{6}$|^\d{8}$/.test(text) ? { code: text } : { card: text };
}

export class CustomerPick extends Panel {
  #world;
  #store;
  #way = "scan";
  #typed = { code: "", phone: "", card: "" };
  #found = null;

  /** `store` tells the code of the store where the till stands; `changed` is called when somebody else is meant. */
  constructor(world, data, store, changed) {
    super(data, changed);
    this.#store = store;
    this.#world = world;
    this.node = h("fieldset", { class: "till-customer" });
  }

  /** The receipt's `customer`: {card}, {code}, {phone} or null. What was typed counts even when nobody pressed “find”. */
  reference() {
    if (this.#way === "none") return null;
    if (this.#found) return this.#found.reference;
    const typed = this.#typed[this.#way]?.trim();
    return typed ? { [this.#way]: clean(this.#way, typed) } : null;
  }

  /** The same, but by the code that the customer showed: the proof that the customer is there. */
  proof() {
    return this.#found?.proof ?? this.reference();
  }

  forget() {
    this.#found = null;
    this.failed = null;
    this.#typed = { code: "", phone: "", card: "" };
  }

  draw() {
    const kept = this.node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const ways = WAYS.map((way) => h("button", {
      type: "button", class: "way", "aria-pressed": String(way === this.#way), dataset: { key: `way-${way}` },
      onclick: () => this.#choose(way),
    }, way === "scan" && icon("scan"), t(`till.by.${way}`)));
    fill(this.node, h("legend", null, t("till.customer")), h("div", { class: "ways" }, ways), this.#body(), this.trouble());
    if (kept) this.node.querySelector(`[data-key="${kept}"]`)?.focus();
  }

  #choose(way) {
    this.#way = way;
    this.#found = null;
    this.failed = null;
    this.draw();
    this.changed();
  }

  #body() {
    if (this.#way === "none") return h("p", { class: "faint" }, t("till.none.hint"));
    if (this.#found) return this.#foundCard(this.#found);
    return this.#way === "scan" ? this.#scanBody() : this.#inputBody(INPUTS[this.#way]);
  }

  #scanBody() {
    const people = this.#world.people.map((person) => h("button", {
      type: "button", class: "chip person-chip", disabled: this.busy, onclick: () => this.#scan(person),
    }, avatar(person.name, person.id, "tiny"), person.first_name));
    return h("div", { class: "scan" }, h("p", { class: "faint" }, t("till.scan.whose")), h("div", { class: "chips" }, people));
  }

  #inputBody({ label, ...props }) {
    const input = h("input", {
      class: "input", "aria-label": t(label), autocomplete: "off", ...props, placeholder: props.placeholder || t(label),
      value: this.#typed[this.#way], dataset: { key: "typed" },
      oninput: (event) => {
        this.#typed[this.#way] = event.target.value;
        this.changed();
      },
    });
    const onsubmit = (event) => {
      event.preventDefault();
      const typed = input.value.trim();
      if (typed) this.#lookUp({ [this.#way]: clean(this.#way, typed) });
      else input.focus();
    };
    const phones = h("datalist", { id: "till-phones" }, this.#world.people.filter((person) => person.phone).map((person) => h("option", { value: person.phone }, person.name)));
    return h("form", { class: "find", onsubmit }, input, phones,
      h("button", { type: "submit", class: "button", disabled: this.busy }, t("till.find")));
  }

  #foundCard({ answer, reference }) {
    const name = answer?.initial || answer?.name || "";
    const card = answer?.card ?? reference.card ?? reference.phone ?? reference.code;
    const registered = answer?.registered !== false;
    const tier = tierName(answer?.tier);
    return h("div", { class: "found" }, avatar(name || "✓", card?.length),
      h("div", { class: "found-words" },
        h("b", null, [name && `${name} `, card]),
        h("small", null, registered ? points(answer?.balance ?? answer?.points?.balance, this.data) : t("till.unregistered"))),
      tier && h("span", { class: "tier" }, tier),
      iconButton("close", t("till.forget"), () => {
        this.#found = null;
        this.draw();
        this.changed();
      }, { "data-key": "forget" }));
  }

  async #scan(person) {
    await this.work(async () => {
      const text = await this.#readCard(person);
      if (!text) this.failed = t("till.scan.none", { name: person.name });
      else await this.#askApi(fromQr(text));
    });
  }

  /** Read the newest QR card among the last photos that the bot sent to this person. */
  async #readCard(person) {
    const photos = this.#world.chat(person.id).messages.filter((m) => m.photo && m.from?.is_bot).slice(-PHOTOS_TRIED).reverse();
    for (const message of photos) {
      const picture = await (await fetch(sandbox.fileUrl(message.photo.at(-1).file_id))).blob();
      try {
        return (await sandbox.scan(picture)).text;
      } catch (error) {
        if (error.code !== "no_qr") throw error;
      }
    }
    return null;
  }

  #lookUp(reference) {
    return this.work(() => this.#askApi(reference));
  }

  async #askApi(reference) {
    const answer = await this.call("/v1/customers/lookup", { ...reference, store: this.#store() });
    const card = answer?.card;
    this.#found = { answer, reference: card ? { card } : reference, proof: reference.code && reference };
    this.changed();
  }
}

function clean(way, typed) {
  return way === "phone" ? typed.replace(/[^+\d]/g, "") : typed.replace(/\s/g, "");
}

function tierName(tier) {
  return typeof tier === "object" && tier !== null ? tier.title ?? tier.name : tier;
}

function points(balance, data) {
  return balance === undefined || balance === null ? "" : t("till.points", { count: balance, money: shownPoints(balance, data) });
}
