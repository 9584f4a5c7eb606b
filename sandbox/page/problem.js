// An error of the merchants' API, told kindly and with its code, and whole for those who want it.

import { h } from "./dom.js";
import { raw } from "./raw.js";
import { t } from "./words.js";

/** `problem` is a Problem; `problem.request` is what was sent, when there is something to show. */
export function problemNote(problem) {
  const facts = [problem.status > 0 && String(problem.status), problem.code].filter(Boolean).join(" · ");
  const fields = problem.errors.map((error) => h("li", null, h("code", null, error.field), ` ${error.message}`));
  return h("div", { class: "problem" }, h("p", null, problem.words), facts && h("p", { class: "problem-code" }, facts),
    fields.length > 0 && h("ul", null, fields),
    problem.body && raw([["slip.request", problem.request], ["slip.answer", problem.body]]));
}
