// Everything the page says over HTTP: the sandbox's control API, and the merchants' real API with the till's key.

import { known, t } from "./words.js";

const NETWORK = "network";

/** An answer that is not a success: `code`, `status` and the whole problem document. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail || body?.title || body?.description || body?.error || `HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.code = body?.code ?? (status === 0 ? NETWORK : "");
    this.errors = body?.errors ?? [];
  }

  /** Kind words for the reader: ours for the codes that we know, the program's own for others. */
  get words() {
    return known(`error.${this.code}`) ? t(`error.${this.code}`) : this.message;
  }
}

async function exchange(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error instanceof TypeError) throw new Problem(0, null);
    throw error;
  }
  const text = await response.text();
  const body = /json/.test(response.headers.get("Content-Type") ?? "") && text ? JSON.parse(text) : null;
  return { response, body };
}

async function call(method, path, payload) {
  const options = { method };
  if (payload instanceof FormData || payload instanceof Blob) options.body = payload;
  else if (payload !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(payload);
  }
  const { response, body } = await exchange(path, options);
  if (!response.ok) throw new Problem(response.status, body);
  return body;
}

const chatPath = (id, verb = "") => `/sandbox/chats/${encodeURIComponent(id)}${verb && `/${verb}`}`;

function upload(file, caption) {
  const form = new FormData();
  form.append("file", file, file.name);
  if (caption) form.append("caption", caption);
  return form;
}

/** The control API: what the people of the sandbox do in Telegram. */
export const sandbox = {
  state: () => call("GET", "/sandbox/state"),
  addPerson: (person) => call("POST", "/sandbox/people", person),
  chat: (id) => call("GET", chatPath(id)),
  start: (id, payload) => call("POST", chatPath(id, "start"), { payload: payload ?? "" }),
  text: (id, text) => call("POST", chatPath(id, "text"), { text }),
  press: (id, messageId, data) => call("POST", chatPath(id, "press"), { message_id: messageId, data }),
  contact: (id, contact) => call("POST", chatPath(id, "contact"), contact),
  photo: (id, file, caption) => call("POST", chatPath(id, "photo"), upload(file, caption)),
  document: (id, file, caption) => call("POST", chatPath(id, "document"), upload(file, caption)),
  block: (id, blocked) => call("POST", chatPath(id, "block"), { blocked }),
  invoice: (id, which) => call("POST", chatPath(id, "invoice"), which),
  pay: (id, which) => call("POST", chatPath(id, "pay"), which),
  stars: (id) => call("GET", chatPath(id, "stars")),
  topUp: (id, amount) => call("POST", chatPath(id, "stars"), { amount }),
  subscription: (id, charge, canceled) => call("POST", chatPath(id, "subscription"), { charge, canceled }),
  clock: () => call("GET", "/sandbox/clock"),
  moveClock: (change) => call("POST", "/sandbox/clock", change),
  till: () => call("GET", "/sandbox/till"),
  scan: (picture) => call("POST", "/sandbox/till/scan", picture),
  fileUrl: (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`,
};

/** One call of the merchants' API; returns {status, ok, body, replayed, ms} and throws only when nothing answers. */
export async function merchant(key, path, payload, method = "POST") {
  const began = performance.now();
  const { response, body } = await exchange(path, {
    method,
    headers: { Authorization: `Bearer ${key}`, ...(payload && { "Content-Type": "application/json" }) },
    body: payload && JSON.stringify(payload),
  });
  return {
    status: response.status,
    ok: response.ok,
    body,
    replayed: response.headers.get("Idempotent-Replayed") === "true",
    ms: Math.round(performance.now() - began),
  };
}
