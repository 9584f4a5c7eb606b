// What the page knows of the sandbox: its people, their chats, the bot. Views listen to it and draw it.

import { Problem, sandbox } from "./api.js";

const RETRY_MS = 1500;
const TYPING_MS = 5000;
const REDRAW = new Set(["message", "edit", "delete", "keyboard", "blocked"]);

/**
 * Emits: `people` (list or bot changed), `chat` {id}, `answer` {id, answer}, `stars` {id}, `connection`.
 * A chat is read again whole when something happened in it: a lost event loses nothing.
 */
export class World extends EventTarget {
  people = [];
  bot = { username: "bot", first_name: "Bot" };
  connected = false;
  reachable = true;
  chats = new Map();
  #pending = new Map();
  #typing = new Map();

  person(id) {
    return this.people.find((person) => person.id === id);
  }

  chat(id) {
    if (!this.chats.has(id)) this.chats.set(id, { messages: [], keyboard: null, commands: [], blocked: false, started: false, unread: 0, loaded: false, draft: "" });
    return this.chats.get(id);
  }

  isTyping(id) {
    return this.#typing.has(id);
  }

  /** Read the people and the bot's state; the chats too, unless they are here already. */
  async load() {
    const state = await sandbox.state();
    const before = JSON.stringify([this.people, this.bot]);
    this.people = state.people.map(namedPerson);
    this.bot = state.bot ?? this.bot;
    this.#connection(state.connected !== false, true);
    if (JSON.stringify([this.people, this.bot]) !== before) this.#emit("people");
    await Promise.all(this.people.filter((person) => !this.chat(person.id).loaded).map((person) => this.refresh(person.id)));
  }

  /** Read a chat again. Calls that come while one is under way are served by one more reading after it. */
  refresh(id) {
    const running = this.#pending.get(id);
    if (running) {
      running.again = true;
      return running.done;
    }
    const job = { again: false };
    job.done = this.#read(id, job).finally(() => this.#pending.delete(id));
    this.#pending.set(id, job);
    return job.done;
  }

  async #read(id, job) {
    do {
      job.again = false;
      const fresh = await sandbox.chat(id);
      const chat = this.chat(id);
      const last = chat.messages.at(-1)?.message_id ?? 0;
      if (chat.loaded) chat.unread += fresh.messages.filter((m) => m.message_id > last && m.from?.is_bot).length;
      Object.assign(chat, fresh, { loaded: true });
      this.#emit("chat", { id });
    } while (job.again);
  }

  markRead(id) {
    const chat = this.chat(id);
    if (!chat.unread) return;
    chat.unread = 0;
    this.#emit("chat", { id });
  }

  /** Follow the events of the sandbox for as long as the page lives. */
  follow() {
    const source = new EventSource("/sandbox/events");
    source.onopen = () => this.#resume();
    source.onmessage = (event) => this.#happened(JSON.parse(event.data));
    source.onerror = () => {
      this.#connection(this.connected, false);
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => this.follow(), RETRY_MS);
    };
  }

  async #resume() {
    await this.#reread();
    this.#waitForBot();
  }

  /** Read everything again: something happened that is not of one chat. */
  #reread() {
    for (const chat of this.chats.values()) chat.loaded = false;
    return this.#tryLoad();
  }

  async #tryLoad() {
    try {
      await this.load();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#connection(this.connected, false);
    }
  }

  #waitForBot() {
    if (this.connected) return;
    setTimeout(async () => {
      await this.#tryLoad();
      this.#waitForBot();
    }, RETRY_MS);
  }

  #happened(event) {
    const id = event.chat;
    if (event.kind === "people" || event.kind === "commands") this.#reread();
    else if (event.kind === "typing") this.#type(id);
    else if (event.kind === "stars") this.#emit("stars", { id });
    else if (event.kind === "answer") this.#emit("answer", { id, answer: event });
    else if (REDRAW.has(event.kind)) {
      if (event.kind === "message") this.#stopTyping(id);
      this.refresh(id);
    }
  }

  #type(id) {
    clearTimeout(this.#typing.get(id));
    this.#typing.set(id, setTimeout(() => this.#stopTyping(id), TYPING_MS));
    this.#emit("chat", { id });
  }

  #stopTyping(id) {
    clearTimeout(this.#typing.get(id));
    if (this.#typing.delete(id)) this.#emit("chat", { id });
  }

  #connection(connected, reachable) {
    if (this.connected === connected && this.reachable === reachable) return;
    Object.assign(this, { connected, reachable });
    this.#emit("connection");
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function namedPerson(person) {
  const name = [person.first_name, person.last_name].filter(Boolean).join(" ") || String(person.id);
  return { ...person, name, role: person.role || "customer" };
}
