// The foot of a chat: start button, input, command list, reply keyboard, attachments.

import { sandbox } from "./api.js";
import { confirmDialog } from "./dialogs.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { t } from "./words.js";

const MAX_HEIGHT = 132;

/** The composer of one column. `act(work)` runs a call of the control API and shows what went wrong. */
export class Composer {
  #world;
  #person = null;
  #act;
  #hidden = new Map();
  #choice = 0;

  constructor(world, act) {
    this.#world = world;
    this.#act = act;
    this.node = h("div", { class: "composer" });
    this.input = h("textarea", {
      rows: 1, class: "message-input", autocomplete: "off", maxlength: 4096,
      oninput: () => this.#typed(), onkeydown: (event) => this.#key(event),
      onblur: (event) => { this.commands.hidden ||= !this.node.contains(event.relatedTarget); },
    });
    this.commands = h("div", { class: "command-list", role: "listbox", hidden: true });
    this.keyboard = h("div", { class: "reply-keyboard", hidden: true });
    this.picker = h("input", { type: "file", hidden: true, onchange: () => this.#attach() });
  }

  /** Draw the foot for this person, in the state that their chat is in. */
  draw(person) {
    const moved = this.#person !== person.id;
    this.#person = person.id;
    const chat = this.#world.chat(person.id);
    const foot = chat.blocked ? "blocked" : chat.started ? "open" : "empty";
    const signature = JSON.stringify([foot, person.id, chat.keyboard, chat.commands.length > 0, document.documentElement.lang]);
    if (signature === this.signature) return;
    this.signature = signature;
    if (foot === "blocked") fill(this.node, this.#wide("chat.unblock", () => sandbox.block(person.id, false)));
    else if (foot === "empty") this.#drawStart(person);
    else this.#drawOpen(chat, moved);
  }

  #wide(key, work) {
    return h("button", { type: "button", class: "button primary wide", onclick: () => this.#act(work) }, t(key));
  }

  #drawStart(person) {
    const payload = h("input", {
      class: "input", maxlength: 64, pattern: "[A-Za-z0-9_\\-]*", placeholder: t("chat.payload.placeholder"),
      "aria-label": t("chat.payload", { bot: this.#world.bot.username }),
      onkeydown: (event) => event.key === "Enter" && begin(),
    });
    const begin = () => this.#act(() => sandbox.start(person.id, payload.value.trim()));
    fill(this.node,
      h("button", { type: "button", class: "button primary wide start", onclick: begin }, t("chat.start")),
      h("details", { class: "start-link" }, h("summary", null, t("chat.start.link")), payload));
  }

  #drawOpen(chat, moved) {
    const input = this.input;
    input.placeholder = chat.keyboard?.input_field_placeholder || t("chat.placeholder");
    input.setAttribute("aria-label", t("chat.placeholder"));
    this.commands.setAttribute("aria-label", t("chat.commands"));
    if (moved) input.value = chat.draft;
    const keys = chat.keyboard?.keyboard;
    this.#drawKeyboard(keys);
    const toggle = keys && iconButton("keyboard", t("chat.keyboard"), () => this.#toggleKeyboard());
    fill(this.node, this.commands,
      h("div", { class: "composer-row" },
        chat.commands.length > 0 && iconButton("menu", t("chat.commands"), () => this.#openCommands(), { class: "icon-button menu-button" }),
        iconButton("attach", t("chat.attach"), () => this.picker.click()),
        input, toggle,
        h("button", { type: "button", class: "icon-button send", "aria-label": t("chat.send"), title: t("chat.send"), onclick: () => this.#send() }, icon("send"))),
      this.picker, this.keyboard);
    this.#grow();
  }

  #drawKeyboard(rows) {
    this.keyboard.hidden = !rows || this.#hidden.get(this.#person) === JSON.stringify(rows);
    fill(this.keyboard, (rows ?? []).map((row) => h("div", { class: "keys" }, row.map((key) => this.#replyButton(key)))));
  }

  #replyButton(key) {
    const button = typeof key === "string" ? { text: key } : key;
    const onclick = async () => {
      const id = this.#person;
      if (button.request_contact) {
        if (!(await confirmDialog(t("chat.contact.ask"), t("chat.contact.send")))) return;
        await this.#act(() => sandbox.contact(id, {}));
      } else await this.#act(() => sandbox.text(id, button.text));
    };
    return h("button", { type: "button", class: "key reply", onclick }, button.request_contact && icon("phone"), h("span", null, button.text));
  }

  #hideKeyboard(id) {
    this.#hidden.set(id, JSON.stringify(this.#world.chat(id).keyboard?.keyboard));
    if (id === this.#person) this.keyboard.hidden = true;
  }

  #toggleKeyboard() {
    if (!this.keyboard.hidden) return this.#hideKeyboard(this.#person);
    this.#hidden.delete(this.#person);
    this.keyboard.hidden = false;
  }

  #typed() {
    this.#world.chat(this.#person).draft = this.input.value;
    this.#grow();
    this.#drawCommands();
  }

  #grow() {
    this.input.style.height = "auto";
    if (this.input.isConnected && this.input.scrollHeight) {
      this.input.style.height = `${Math.min(this.input.scrollHeight, MAX_HEIGHT)}px`;
    }
  }

  #openCommands() {
    if (!this.commands.hidden) return this.#closeCommands();
    if (!this.input.value.startsWith("/")) this.input.value = "/";
    this.#typed();
    this.input.focus();
  }

  #closeCommands() {
    if (this.input.value === "/") this.input.value = "";
    this.commands.hidden = true;
  }

  #matching() {
    const typed = /^\/(\w*)$/.exec(this.input.value);
    if (!typed) return [];
    return this.#world.chat(this.#person).commands.filter((entry) => entry.command.startsWith(typed[1].toLowerCase()));
  }

  #drawCommands() {
    const found = this.#matching();
    this.commands.hidden = found.length === 0;
    this.#choice = Math.min(this.#choice, Math.max(0, found.length - 1));
    fill(this.commands, found.map((entry, index) => h("button", {
      type: "button", role: "option", class: "command", tabindex: -1, "aria-selected": String(index === this.#choice),
      onclick: () => this.#sendText(`/${entry.command}`),
    }, h("b", null, `/${entry.command}`), h("span", null, entry.description))));
    this.commands.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    const list = this.#matching();
    const open = !this.commands.hidden && list.length > 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && step) {
      event.preventDefault();
      this.#choice = (this.#choice + step + list.length) % list.length;
      this.#drawCommands();
    } else if (open && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.input.value = `/${list[this.#choice].command} `;
      this.#typed();
    } else if (open && event.key === "Escape") this.#closeCommands();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (open) this.#sendText(`/${list[this.#choice].command}`);
      else this.#send();
    }
  }

  #send() {
    const text = this.input.value.trim();
    if (text) this.#sendText(text);
    else this.input.focus();
  }

  async #sendText(text) {
    const id = this.#person;
    this.input.value = "";
    this.#choice = 0;
    this.#typed();
    this.input.focus();
    const sent = await this.#act(() => sandbox.text(id, text));
    if (sent || this.#person !== id || this.input.value) return;
    this.input.value = text;
    this.#typed();
  }

  async #attach() {
    const [file] = this.picker.files;
    const id = this.#person;
    if (!file) return;
    const caption = this.input.value.trim();
    const send = /^image\/(png|jpeg|webp)$/.test(file.type) ? sandbox.photo : sandbox.document;
    const sent = await this.#act(() => send(id, file, caption));
    this.picker.value = "";
    if (!sent || this.#person !== id) return;
    this.input.value = "";
    this.#typed();
  }
}
