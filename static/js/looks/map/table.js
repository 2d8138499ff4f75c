/** The numbers of a map as a table, for those who do not see it or want to take them along. */

import { make } from "../../controls/dom.js";

/** @param {import("../../drawing/charts/map_chart.js").MapChart} chart */
export function makeTable({ columns, rows, x_title, y_title, title, values, marks, format }) {
  const heads = columns.map((name) => make("th", { scope: "col" }, name));
  const body = rows.map((name, row) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, name),
      ...columns.map((_, column) => {
        const at = row * columns.length + column;
        const value = values[at];
        const words = { missing: "\u2026", diverged: "diverged", measured: "\u2013" }[marks[at]];
        return make("td", {}, value === null ? words : format(value));
      }),
    ),
  );
  return make(
    "table",
    { class: "figures" },
    make("caption", {}, `${title}; columns: ${x_title}; rows: ${y_title}`),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, y_title), ...heads)),
    make("tbody", {}, ...body.reverse()),
  );
}
