// One chat on the screen: head, messages, foot. It shows any person and can be given another.

import { Problem, sandbox } from "./api.js";
import { bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { alertDialog, field, formDialog, popMenu, toast } from "./dialogs.js";
import { avatar, fill, h, icon, iconButton } from "./dom.js";
import { invoiceLink, openInvoice, openStars } from "./payment.js";
import { day, t } from "./words.js";

const NEAR_BOTTOM = 120;
const PRESS_WAIT_MS = 8000;
const FIRST_STEPS = ["first.join", "first.card", "first.ring", "first.time"];

/** The words of a role, or the role itself when the program has its own. */
export function roleWords(role) {
  const words = t(`role.${role}`);
  return words.startsWith("role.") ? role : words;
}

/** What stands in a chat that nobody has started: the bot's own description, and what to do in the first minutes. */
function emptyChat(person, description) {
  const customer = person.role === "customer";
  const steps = customer && h("ol", { class: "first-steps" }, FIRST_STEPS.map((key) => h("li", null, t(key))));
  return h("div", { class: "empty-chat" }, description && h("p", { class: "text" }, description),
    h("p", { class: customer ? "" : "faint" }, t(customer ? "chat.empty" : "chat.empty.staff", { name: person.name })), steps);
}

export class Column {
  person = null;
  #world;
  #drawn = new Map();
  #pick;

  /** `pick(column, id)` is called when the reader wants another person here. */
  constructor(world, pick) {
    this.#world = world;
    this.#pick = pick;
    this.composer = new Composer(world, (work) => this.#act(work));
    this.head = h("header", { class: "chat-head" });
    this.log = h("div", { class: "messages", role: "log", "aria-live": "polite", tabindex: "0" });
    this.foot = this.composer.node;
    this.node = h("section", { class: "column" }, this.head, h("div", { class: "wall" }, this.log), this.foot);
    this.log.addEventListener("load", () => this.#stick && this.#toBottom(), true);
    this.log.addEventListener("scroll", () => this.#scrolled());
    new ResizeObserver(() => this.#stick && this.#toBottom()).observe(this.log);
  }

  #stick = true;
  #lastTop = 0;

  show(id) {
    if (this.person !== id) {
      this.person = id;
      this.#drawn.clear();
      fill(this.log);
      this.#stick = true;
    }
    this.redraw();
  }

  /** Draw what changed. `whole` draws every bubble again, as after a switch of the language. */
  redraw(whole = false) {
    const person = this.#world.person(this.person);
    if (!person) return;
    if (whole) this.#drawn.clear();
    this.node.setAttribute("aria-label", t("chat.with", { name: person.name, bot: this.#world.bot.first_name }));
    this.#drawHead(person);
    this.#drawMessages(person);
    this.composer.draw(person);
    if (this.node.isConnected && this.node.offsetParent) this.#world.markRead(person.id);
    if (this.#stick) this.#toBottom();
  }

  /** Show the answer to a callback: an alert, or a toast over this chat. */
  answered(answer) {
    this.log.querySelectorAll(".key.waiting").forEach((key) => key.classList.remove("waiting"));
    if (answer.url) this.#follow(answer.url);
    if (!answer.text) return;
    if (answer.show_alert) alertDialog(this.#world.bot.first_name, answer.text);
    else toast(answer.text, this.node.querySelector(".wall"));
  }

  #drawHead(person) {
    const chat = this.#world.chat(person.id);
    const typing = this.#world.isTyping(person.id);
    const state = chat.blocked ? t("chat.blocked") : typing ? t("chat.typing") : t("chat.bot");
    const signature = JSON.stringify([person, this.#world.bot, state, document.documentElement.lang]);
    if (signature === this.headSignature) return;
    this.headSignature = signature;
    const who = h("button", {
      type: "button", class: "who", title: t("person.show"), "aria-haspopup": "menu", dataset: { side: "start" },
      onclick: (event) => this.#pickPerson(event.currentTarget),
    }, avatar(person.name, person.id), h("span", { class: "who-words" },
      h("b", null, person.name), h("small", null, roleWords(person.role))), icon("down"));
    const bot = h("span", { class: "with-bot" }, h("b", null, this.#world.bot.first_name),
      h("small", { class: typing ? "lively" : "" }, state));
    fill(this.head, who, bot, iconButton("dots", t("chat.more"), (event) => this.#more(event.currentTarget), { "aria-haspopup": "menu" }));
  }

  #pickPerson(anchor) {
    popMenu(anchor, this.#world.people.map((person) => ({
      label: h("span", { class: "who-words" }, h("b", null, person.name), h("small", null, roleWords(person.role))),
      face: avatar(person.name, person.id),
      act: () => this.#pick(this, person.id),
    })));
  }

  #more(anchor) {
    const person = this.#world.person(this.person);
    const blocked = this.#world.chat(person.id).blocked;
    popMenu(anchor, [
      { label: t("stars.mine"), act: () => this.#act(() => openStars(this.#world, person)) },
      { label: t("chat.start.again"), act: () => this.#startDialog(person) },
      { label: t("chat.contact.other"), act: () => this.#contactDialog(person) },
      { label: t(blocked ? "chat.unblock" : "chat.block"), act: () => this.#act(() => sandbox.block(person.id, !blocked)) },
    ]);
  }

  #startDialog(person) {
    const input = h("input", { class: "input", name: "payload", maxlength: 64, pattern: "[A-Za-z0-9_\\-]*", placeholder: t("chat.payload.placeholder"), autofocus: true });
    formDialog({
      title: t("chat.start.again"), action: t("chat.start"),
      fields: [field(t("chat.payload", { bot: this.#world.bot.username }), input)],
      submit: ({ payload }) => sandbox.start(person.id, payload.trim()),
    });
  }

  #contactDialog(person) {
    const others = this.#world.people.filter((other) => other.id !== person.id && other.phone);
    const whom = h("select", { class: "input", name: "whom" },
      others.map((other) => h("option", { value: other.id }, `${other.name} · ${other.phone}`)),
      h("option", { value: "" }, t("chat.contact.unregistered")));
    const name = h("input", { class: "input", name: "name", value: "", placeholder: t("person.name.placeholder") });
    const phone = h("input", { class: "input", name: "phone", type: "tel", placeholder: "+79990001122" });
    const stranger = h("div", { class: "fields", hidden: others.length > 0 }, field(t("person.name"), name), field(t("person.phone"), phone));
    whom.addEventListener("change", () => { stranger.hidden = whom.value !== ""; });
    formDialog({
      title: t("chat.contact.other.title", { name: person.name }), action: t("chat.contact.send"),
      fields: [field(t("chat.contact.whose"), whom), stranger],
      submit: (values) => sandbox.contact(person.id, this.#foreignContact(values)),
    });
  }

  #foreignContact(values) {
    const other = this.#world.person(Number(values.whom));
    if (other) return { user_id: other.id, phone_number: other.phone, first_name: other.first_name };
    return { phone_number: values.phone.trim(), first_name: values.name.trim() || t("chat.contact.unregistered") };
  }

  #drawMessages(person) {
    const chat = this.#world.chat(person.id);
    const act = { link: (url, event) => this.#link(url, event), command: (text) => this.#act(() => sandbox.text(person.id, text.split("@")[0])), press: (...args) => this.#press(...args), pay: (message) => this.#pay({ message_id: message.message_id }) };
    this.log.setAttribute("aria-label", t("chat.log"));
    const rows = [];
    let lastDay = "";
    for (const message of chat.messages) {
      const date = day(new Date(message.date * 1000));
      if (date !== lastDay) rows.push(h("div", { class: "day" }, date));
      lastDay = date;
      rows.push(this.#row(message, person.id, act));
    }
    if (chat.loaded && !chat.messages.length) {
      rows.push(emptyChat(person, chat.description));
    }
    this.#place(rows);
    const kept = new Set(chat.messages.map((message) => message.message_id));
    for (const id of this.#drawn.keys()) if (!kept.has(id)) this.#drawn.delete(id);
  }

  /** Put the rows in place and leave those that are there already untouched: focus and open spoilers stay. */
  #place(rows) {
    let at = this.log.firstChild;
    for (const row of rows) {
      if (row === at) at = at.nextSibling;
      else if (at?.classList.contains("day") && row.className === "day" && at.textContent === row.textContent) at = at.nextSibling;
      else this.log.insertBefore(row, at);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  #row(message, me, act) {
    const signature = JSON.stringify(message);
    const drawn = this.#drawn.get(message.message_id);
    if (drawn?.signature === signature) return drawn.node;
    const node = bubble(message, me, act);
    if (drawn) {
      node.classList.add("changed");
      drawn.node.replaceWith(node);
    }
    this.#drawn.set(message.message_id, { signature, node });
    return node;
  }

  async #press(message, button, node) {
    if (button.callback_data === undefined) return;
    node.classList.add("waiting");
    setTimeout(() => node.classList.remove("waiting"), PRESS_WAIT_MS);
    const sent = await this.#act(() => sandbox.press(this.person, message.message_id, button.callback_data));
    if (!sent) node.classList.remove("waiting");
  }

  #pay(which) {
    this.#act(() => openInvoice(this.#world.person(this.person), which), "pay.failed");
  }

  #link(url, event) {
    const invoice = invoiceLink(new URL(url));
    if (invoice) {
      event.preventDefault();
      this.#pay({ link: invoice });
      return;
    }
    const payload = this.#ownPayload(url);
    if (payload === null) return;
    event.preventDefault();
    this.#act(() => sandbox.start(this.person, payload));
  }

  #follow(url) {
    const payload = this.#ownPayload(url);
    if (payload !== null) this.#act(() => sandbox.start(this.person, payload));
  }

  /** The payload of a deep link to this very bot, or null for any other address. */
  #ownPayload(text) {
    const url = new URL(text);
    const own = /^(t|telegram)\.me$/.test(url.hostname) && url.pathname.slice(1).toLowerCase() === this.#world.bot.username?.toLowerCase();
    return own ? url.searchParams.get("start") ?? "" : null;
  }

  async #act(work, failed = "chat.failed") {
    try {
      await work();
      this.#stick = true;
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      toast(t(failed, { reason: error.words }), this.node.querySelector(".wall"), "bad");
      return false;
    }
  }

  /** Stay at the newest message until the reader scrolls up; growing pictures do not count as scrolling. */
  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM) this.#stick = true;
    else if (scrollTop < this.#lastTop) this.#stick = false;
    this.#lastTop = scrollTop;
  }

  #toBottom() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}
