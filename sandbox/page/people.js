// The rail of people, and the form that adds one.

import { sandbox } from "./api.js";
import { roleWords } from "./column.js";
import { field, formDialog } from "./dialogs.js";
import { avatar, fill, h, icon } from "./dom.js";
import { currentLanguage, t } from "./words.js";

/** Draw the rail: `shown` are the ids on the screen, `pick(id)` opens one, `till` tells of the phone's till tab. */
export function drawRail(rail, world, { shown, pick, till }) {
  const focused = document.activeElement?.dataset?.rail;
  const tabs = world.people.map((person) => tab(world, person, shown.includes(person.id), () => pick(person.id)));
  const tillTab = h("button", {
    type: "button", class: `rail-tab till-tab ${till.open ? "shown" : ""}`, dataset: { rail: "till" },
    "aria-current": till.open ? "true" : undefined, onclick: till.pick,
  }, h("span", { class: "avatar till-face" }, icon("till")), h("b", null, t("page.till")));
  const add = h("button", { type: "button", class: "rail-tab add", dataset: { rail: "add" }, title: t("person.add"), "aria-label": t("person.add"), onclick: () => addPerson(world, pick) },
    h("span", { class: "avatar add-face" }, icon("plus")), h("b", null, t("person.add.short")));
  fill(rail, h("div", { class: "rail-people" }, tabs, add), tillTab);
  if (focused) rail.querySelector(`[data-rail="${CSS.escape(focused)}"]`)?.focus();
}

function tab(world, person, shown, onclick) {
  const { unread, blocked } = world.chat(person.id);
  const label = [t("chat.of", { name: person.name, role: roleWords(person.role) }), unread && t("person.unread", { count: unread })];
  return h("button", {
    type: "button", class: `rail-tab ${shown ? "shown" : ""} ${blocked ? "blocked" : ""}`, title: person.name, onclick,
    dataset: { rail: String(person.id) }, "aria-label": label.filter(Boolean).join(", "), "aria-current": shown ? "true" : undefined,
  }, h("span", { class: "rail-face" }, avatar(person.name, person.id), unread > 0 && h("span", { class: "badge" }, unread > 99 ? "99+" : String(unread))),
  h("b", null, person.first_name ?? person.name), h("small", null, roleWords(person.role)));
}

function addPerson(world, pick) {
  const name = h("input", { class: "input", name: "name", required: true, maxlength: 100, placeholder: t("person.name.placeholder"), autofocus: true, autocomplete: "off" });
  const phone = h("input", { class: "input", name: "phone", type: "tel", placeholder: "+79990001122", pattern: "\\+?[0-9 \\(\\)\\-]{7,20}", autocomplete: "off" });
  const language = h("select", { class: "input", name: "language" },
    [["ru", "Русский"], ["en", "English"]].map(([code, words]) => h("option", { value: code, selected: code === currentLanguage() }, words)));
  formDialog({
    title: t("person.add"), action: t("person.create"),
    fields: [field(t("person.name"), name), field(t("person.language"), language), field(t("person.phone"), phone, t("person.phone.hint"))],
    submit: async (values) => {
      const made = await sandbox.addPerson({
        name: values.name.trim(), language: values.language, phone: values.phone.replace(/[^+\d]/g, "") || null,
      });
      await world.load();
      pick(made.id ?? made.person?.id);
    },
  });
}
