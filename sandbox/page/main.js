// Puts the page together: columns for the width of the window, rail, till, clock, language and theme.

import { Problem } from "./api.js";
import { Clock } from "./clock.js";
import { Column } from "./column.js";
import { toast } from "./dialogs.js";
import { fill, icon } from "./dom.js";
import { drawRail } from "./people.js";
import { Till } from "./till.js";
import { currentLanguage, onLanguage, setLanguage, t, translateSkeleton } from "./words.js";
import { World } from "./world.js";

const STAFF_COLUMN = new Set(["cashier", "waiter", "manager", "admin", "owner"]);
const LAST_COLUMN = new Set(["admin", "owner"]);
const byId = (id) => document.getElementById(id);

const world = new World();
const columns = [];
const clock = new Clock(byId("clock"));
const till = new Till(byId("till"), world, clock);

function columnCount() {
  if (innerWidth >= 1560) return 3;
  return innerWidth >= 1080 ? 2 : 1;
}

function columnFor(person) {
  if (columns.length === 1 || !STAFF_COLUMN.has(person.role)) return columns[0];
  return LAST_COLUMN.has(person.role) ? columns.at(-1) : columns[1];
}

function shownIds() {
  return columns.map((column) => column.person);
}

/** Show this person in that column; who was there moves to where the person was. */
function place(column, id) {
  const other = columns.find((candidate) => candidate !== column && candidate.person === id);
  if (other) other.show(column.person);
  column.show(id);
  redrawRail();
}

function pick(id) {
  showPane("chat");
  const already = columns.find((column) => column.person === id);
  if (!already) place(columnFor(world.person(id)), id);
  const column = already ?? columns.find((candidate) => candidate.person === id);
  column.redraw();
  redrawRail();
  column.node.animate([{ opacity: 0.6 }, { opacity: 1 }], 160);
}

function showPane(pane) {
  document.body.dataset.pane = pane;
  redrawRail();
}

function redrawRail() {
  const open = document.body.dataset.pane === "till";
  drawRail(byId("rail"), world, { shown: open && columns.length === 1 && innerWidth < 760 ? [] : shownIds(), pick, till: { open, pick: () => showPane("till") } });
}

/** Fit the number of columns to the window; every column that is new gets the first person not shown yet. */
function layOut() {
  const wanted = columnCount();
  while (columns.length > wanted) columns.pop().node.remove();
  while (columns.length < wanted) {
    const column = new Column(world, place);
    columns.push(column);
    byId("chats").append(column.node);
  }
  for (const column of columns) {
    if (column.person === null) fillColumn(column);
  }
  redrawRail();
}

function fillColumn(column) {
  const free = world.people.filter((person) => !shownIds().includes(person.id));
  const next = free.find((person) => columnFor(person) === column) ?? free[0];
  if (next) column.show(next.id);
}

function drawBanner() {
  const banner = byId("banner");
  banner.hidden = world.reachable && world.connected;
  banner.classList.toggle("bad", !world.reachable);
  banner.textContent = t(world.reachable ? "connect.wait" : "connect.lost");
}

function translate() {
  document.title = t("page.title");
  translateSkeleton();
  byId("language").setAttribute("aria-label", t("page.language.label"));
  byId("language").lang = currentLanguage() === "ru" ? "en" : "ru";
  drawBanner();
  columns.forEach((column) => column.redraw(true));
  redrawRail();
}

function theme() {
  const saved = localStorage.getItem("sandbox.theme");
  const dark = saved ? saved === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (saved) document.documentElement.dataset.theme = saved;
  fill(byId("theme"), icon(dark ? "sun" : "moon"));
  return dark;
}

byId("theme").addEventListener("click", () => {
  localStorage.setItem("sandbox.theme", theme() ? "light" : "dark");
  theme();
});
byId("language").addEventListener("click", () => setLanguage(currentLanguage() === "ru" ? "en" : "ru"));
onLanguage(translate);

world.addEventListener("people", layOut);
world.addEventListener("connection", drawBanner);
world.addEventListener("chat", ({ detail }) => {
  columns.filter((column) => column.person === detail.id).forEach((column) => column.redraw());
  redrawRail();
});
world.addEventListener("answer", ({ detail }) => {
  const column = columns.find((candidate) => candidate.person === detail.id);
  if (column) column.answered(detail.answer);
  else if (detail.answer.text) toast(`${world.person(detail.id)?.name}: ${detail.answer.text}`);
});
addEventListener("resize", layOut);
addEventListener("unhandledrejection", (event) => {
  if (!(event.reason instanceof Problem)) return;
  event.preventDefault(); // the reader is told here: it is no fault of the page
  toast(event.reason.words, document.body, "bad");
});

theme();
translate();
layOut();
world.follow();
clock.start();
till.open();
