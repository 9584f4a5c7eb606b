// A part of the till that asks the merchants' API: busy meanwhile, and telling what went wrong.

import { Problem, merchant } from "./api.js";
import { h } from "./dom.js";
import { problemNote } from "./problem.js";
import { t } from "./words.js";

export class Panel {
  busy = false;
  failed = null;
  wire = [];

  /** Who inherits has `draw()`, and calls `changed` when what it tells is another. */
  constructor(data, changed) {
    this.data = data;
    this.changed = changed;
  }

  /** Do a job that may fail with a Problem, which is shown. */
  async work(job) {
    this.busy = true;
    this.failed = null;
    this.draw();
    try {
      await job();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.failed = error;
    } finally {
      this.busy = false;
      this.draw();
    }
  }

  /** One call with the merchant's key; returns the body, throws a Problem, and keeps both sides for `raw`. */
  async call(path, request, method = "POST") {
    const answer = await merchant(this.data.api_key, path, request, method);
    if (!answer.ok) throw Object.assign(new Problem(answer.status, answer.body), { request });
    this.wire = [["slip.request", request, `${method} ${path}`], ["slip.answer", answer.body, `${request ? "" : `${method} ${path} · `}${t("slip.ms", answer)}`]];
    return answer.body;
  }

  /** What went wrong, or nothing. */
  trouble() {
    return this.failed && h("div", { role: "alert" }, this.failed instanceof Problem ? problemNote(this.failed) : h("p", { class: "problem" }, this.failed));
  }
}

/** An id of the till's own: a letter, the time, and a little chance. */
export function newId(letter) {
  return `${letter}${Date.now().toString(36)}-${crypto.getRandomValues(new Uint16Array(1))[0].toString(36)}`;
}

/** A small button with words of the page. */
export function button(words, onclick, props = {}) {
  return h("button", { type: "button", class: "button small", onclick, ...props }, t(words));
}
