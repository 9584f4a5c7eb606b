// The page's language: words by key, and dates and numbers as that language writes them.

import { en } from "./words_en.js";
import { ru } from "./words_ru.js";

const ALL = { en, ru };
const changed = new EventTarget();
let language = localStorage.getItem("sandbox.language") ?? (navigator.language.startsWith("ru") ? "ru" : "en");
document.documentElement.lang = language;

let ofMoney = false;

/** Whether the balance is money: then a key that has words of its own for that, `key.money`, is said in them. */
export function speakOfMoney(on) {
  ofMoney = on;
}

/** The words of a key, with `{name}` filled in; a list is plural forms chosen by `count`. */
export function t(key, facts = {}) {
  const found = (ofMoney && ALL[language][`${key}.money`]) || (ALL[language][key] ?? en[key] ?? key);
  const form = typeof found === "string" ? found : found[new Intl.PluralRules(language).select(facts.count)] ?? found.other;
  return form.replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? ""));
}

/** Whether there are words for this key. */
export function known(key) {
  return key in en;
}

export function currentLanguage() {
  return language;
}

export function setLanguage(next) {
  language = next;
  localStorage.setItem("sandbox.language", next);
  document.documentElement.lang = next;
  changed.dispatchEvent(new Event("change"));
}

/** Call back whenever the reader switches the language. */
export function onLanguage(callback) {
  changed.addEventListener("change", callback);
}

/** Fill in every element of the page's skeleton that names its words (`data-t`, `data-t-label`). */
export function translateSkeleton() {
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) {
    node.setAttribute("aria-label", t(node.dataset.tLabel));
    node.title = t(node.dataset.tLabel);
  }
}

export function timeOfDay(date) {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false }).format(date);
}

export function day(date) {
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long" }).format(date);
}

/** The year is left out while it is this one. */
export function dateAndTime(date) {
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  const form = { day: "numeric", month: "short", year, hour: "2-digit", minute: "2-digit", hour12: false };
  return new Intl.DateTimeFormat(language, form).format(date);
}

export function bytes(size) {
  if (!(size >= 0)) return "";
  if (size < 1024) return `${size} B`;
  return size < 1024 * 1024 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1048576).toFixed(1)} MB`;
}
