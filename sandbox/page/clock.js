// The sandbox's time: what it is, and buttons that move it on.

import { Problem, sandbox } from "./api.js";
import { toast } from "./dialogs.js";
import { fill, h, icon } from "./dom.js";
import { dateAndTime, onLanguage, t } from "./words.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const STEPS = [["clock.hour", HOUR], ["clock.day", DAY], ["clock.month", 30 * DAY]];
const TICK_MS = 10_000;

export class Clock {
  #skew = 0;
  #offset = 0;

  constructor(node) {
    this.node = node;
    this.buttons = h("div", { class: "clock-buttons", id: "clock-buttons" });
    this.face = h("button", { type: "button", class: "clock-face", "aria-expanded": "false", "aria-controls": "clock-buttons", onclick: () => this.#toggle() });
    fill(node, this.face, this.buttons);
    onLanguage(() => this.#draw());
  }

  /** The sandbox's time now, also when this computer's clock is off. */
  now() {
    return new Date(Date.now() + this.#skew);
  }

  async start() {
    this.#draw();
    await this.#change(() => sandbox.clock());
    setInterval(() => this.#drawFace(), TICK_MS);
  }

  async #change(work, say = false) {
    try {
      const told = await work();
      this.#skew = Date.parse(told.now) - Date.now();
      this.#offset = told.offset_seconds;
      this.#draw();
      if (say) toast(t("clock.moved", { when: dateAndTime(this.now()) }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      toast(t("clock.failed", { reason: error.words }), document.body, "bad");
    }
  }

  #toggle() {
    const open = this.node.classList.toggle("open");
    this.face.setAttribute("aria-expanded", String(open));
  }

  #draw() {
    this.#drawFace();
    const steps = STEPS.map(([key, seconds]) => h("button", {
      type: "button", class: "button small", onclick: () => this.#change(() => sandbox.moveClock({ advance_seconds: seconds }), true),
    }, t(key)));
    const reset = h("button", {
      type: "button", class: "button small quiet", hidden: this.#offset === 0,
      onclick: () => this.#change(() => sandbox.moveClock({ reset: true }), true),
    }, t("clock.reset"));
    fill(this.buttons, steps, reset);
  }

  #drawFace() {
    const days = Math.floor(this.#offset / DAY);
    const ahead = days ? t("clock.ahead", { days }) : t("clock.ahead.hours", { hours: Math.round(this.#offset / HOUR) });
    this.face.title = t("clock.now");
    fill(this.face, icon("clock"), h("span", { class: "visually-hidden" }, t("clock.now")),
      h("time", { datetime: this.now().toISOString() }, dateAndTime(this.now())),
      this.#offset > 0 && h("span", { class: "ahead" }, ahead));
  }
}
