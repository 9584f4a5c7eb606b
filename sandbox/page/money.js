// Money as integers of minor units, and as the API and people write it.

import { currentLanguage } from "./words.js";

/** Minor units -> decimal string in major units, as the API takes it: (54000, 2) -> "540.00". */
export function decimal(minor, digits) {
  if (digits === 0) return String(minor);
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  return `${minor < 0 ? "-" : ""}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** A decimal string in major units -> minor units: ("540.00", 2) -> 54000. */
export function minor(text, digits) {
  return Math.round(Number(text) * 10 ** digits);
}

const STARS = "XTR";
const NO_CENTS = new Set(["CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND"]);

/** Telegram's amount in smallest units -> words: (300, "XTR") -> "300 ⭐", (49900, "RUB") -> "499 ₽". */
export function priceOf(amount, currency) {
  if (currency === STARS) return `${new Intl.NumberFormat(currentLanguage()).format(amount)}\u00a0⭐`;
  return shown(decimal(amount, NO_CENTS.has(currency) ? 0 : 2), currency);
}

/** A number of points as the till shows it: as money where the balance is money. `data` is the till's own. */
export function points(count, data) {
  return data.points_are_money ? shown(decimal(count, data.minor_digits), data.currency) : String(count);
}

/** A decimal string -> words with the currency's sign, without needless zeros. */
export function shown(amount, currency) {
  const form = { style: "currency", currency, currencyDisplay: "narrowSymbol", trailingZeroDisplay: "stripIfInteger" };
  return new Intl.NumberFormat(currentLanguage(), form).format(amount);
}
