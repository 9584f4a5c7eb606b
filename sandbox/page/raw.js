// A fold-out with the JSON that went over the wire.

import { h } from "./dom.js";
import { t } from "./words.js";

/** `parts` is a list of [key of the words, JSON value, further words]; parts without a value are left out. */
export function raw(parts) {
  const shown = parts.filter(([, value]) => value !== undefined && value !== null);
  return h("details", { class: "raw" }, h("summary", null, t("slip.raw")),
    shown.map(([key, value, more]) => [h("h3", null, t(key), more && h("small", null, ` ${more}`)),
      h("pre", { tabindex: "0" }, JSON.stringify(value, null, 2))]));
}
