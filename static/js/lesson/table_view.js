/** The lesson's table, every cell measured, beside what the lesson says. */

import { make, makeButton } from "../controls/dom.js";
import { formatNumber } from "../words/format.js";

/** @typedef {import("../types.js").ExperimentRequest} ExperimentRequest */

/** @typedef {import("../wire_types.js").Cell} Cell */
/** @typedef {import("../wire_types.js").Line} Line */
/** @typedef {import("../wire_types.js").Recap} Recap */
/** @typedef {import("../wire_types.js").Table} Table */

/**
 * @typedef {Omit<Table, "nets"> & {nets: (Omit<Table["nets"][number], "request">
 *   & {request: ExperimentRequest})[]}} LessonTable
 */

/** @typedef {{table: LessonTable, recap: Recap}} MeasuredLesson the answer of `/lesson/table` */

/**
 * @param {LessonTable} table
 * @param {Recap} recap
 * @param {(request: ExperimentRequest) => void} onRun
 */
export function createTableView({ columns, nets, seeds, rows }, recap, onRun) {
  const title = make("h3", { tabindex: -1 }, "The lesson's table, measured");
  const words =
    `Every cell was decided by ${seeds} networks with different seeds, on circles: shallow, with ` +
    `${nets[0].label}, and deep, with ${nets[1]?.label ?? ""}. Where the runs do not bear the ` +
    "lesson out, the cell says so.";
  const keys = nets.map(({ name, request }) =>
    makeButton(`Run the ${name} ones on the stage`, () => onRun(request)),
  );
  // The roles are those the elements have by themselves, and keep where a narrow screen stacks them.
  const head = make(
    "tr",
    { role: "row" },
    ...["Start", "Network", ...columns.map(({ label }) => label)].map((text) =>
      make("th", { scope: "col", role: "columnheader" }, text),
    ),
  );
  const bodies = rows.map((row) =>
    make(
      "tbody",
      { role: "rowgroup" },
      ...row.nets.map(({ net, cells }, i) =>
        make(
          "tr",
          { role: "row" },
          ...(i === 0 ? [makeRowHead(row.label, row.nets.length)] : []),
          make("th", { scope: "row", role: "rowheader", class: "net" }, net),
          ...cells.map((cell, column) => {
            // What holds for both networks is noted once.
            const is_new = row.nets[i - 1]?.cells[column]?.note !== cell.note;
            return makeCell(cell, columns[column]?.label ?? "", is_new);
          }),
        ),
      ),
    ),
  );
  const element = make(
    "div",
    { class: "lesson-end" },
    title,
    make("p", { class: "panel-caption" }, words),
    make(
      "div",
      { class: "table-scroll", tabindex: 0, role: "region", "aria-label": "Measured table" },
      make(
        "table",
        { class: "lesson-table", role: "table" },
        make("thead", { role: "rowgroup" }, head),
        ...bodies,
      ),
    ),
    make("div", { class: "lesson-keys" }, ...keys),
    make("h3", {}, "The lesson's two slides, measured"),
    ...recap.slides.flatMap(({ title: heading, lines }, i) => [
      make("h4", {}, `Slide ${i + 1}: ${heading}`),
      make(
        "ul",
        { class: "lesson-slide" },
        ...lines.map((line) => make("li", {}, ...tellLine(line))),
      ),
    ]),
    make("h3", {}, "Rule of thumb"),
    make("blockquote", { class: "lesson-rule" }, ...tellLine(recap.rule)),
  );
  return { element, focus: () => title.focus({ preventScroll: true }) };
}

/**
 * @param {string} label "Random, small (std 0.01, tanh)"
 * @param {number} rows
 */
function makeRowHead(label, rows) {
  const [, name, rest] = /^(.*?)(?:\s*\((.*)\))?$/.exec(label) ?? ["", label, ""];
  const detail = rest ? [make("span", { class: "cell-text" }, rest)] : [];
  const attributes = { scope: "rowgroup", role: "rowheader", rowspan: rows, class: "start" };
  return make("th", attributes, name, ...detail);
}

/**
 * @param {Cell} cell
 * @param {string} column its heading, which a narrow screen shows beside it
 * @param {boolean} with_note
 */
function makeCell({ claim, result, text, figures, agrees, note }, column, with_note) {
  const numbers = figures
    .map(({ meaning, median, least, largest }) => {
      const range = `${formatNumber(least)} to ${formatNumber(largest)}`;
      return `${meaning}: median ${formatNumber(median)}, ${range}`;
    })
    .join("; ");
  const mark = agrees === null ? "" : agrees ? "is-agreed" : "is-otherwise";
  const said =
    claim === null ? [] : [make("span", { class: `claim ${mark}` }, tell(claim, agrees))];
  return make(
    "td",
    { role: "cell", "data-column": column },
    make("strong", {}, result),
    make("button", { type: "button", class: "term cell-text", "data-hint": numbers }, text),
    ...said,
    ...(note === null || !with_note ? [] : [make("span", { class: "cell-note" }, note)]),
  );
}

/**
 * A line of the lesson, how far it holds, and what the runs show.
 * @param {Line} line
 */
function tellLine({ text, found, holds }) {
  const { words, mark } = judge(holds);
  return [
    make("strong", {}, text),
    make("span", { class: `claim ${mark}` }, words),
    make("span", { class: "cell-text" }, found),
  ];
}

/** @param {boolean | null} holds null where a line is so in one of the networks only */
export function judge(holds) {
  if (holds === null) return { words: "This holds in part.", mark: "is-otherwise" };
  if (holds) return { words: "This holds.", mark: "is-agreed" };
  return { words: "This does not hold.", mark: "is-otherwise" };
}

/**
 * @param {string} claim
 * @param {boolean | null} agrees
 */
function tell(claim, agrees) {
  const said = `\u201c${claim}\u201d`;
  return agrees === false ? `The lesson says otherwise: ${said}` : `The lesson agrees: ${said}`;
}
