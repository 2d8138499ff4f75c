/** The dialog that takes somebody's own numbers: pasted, from a file, or drawn. */

import { named } from "../controls/copied.js";
import { fillSelect, make, makeButton, setText, uniqueId } from "../controls/dom.js";
import { LONGEST_WRITTEN } from "../state/values.js";
import { formatExact } from "../words/format.js";
import { createPointsView, EMPTY_PLANE, planeAround } from "./points_view.js";
import { prepare } from "./prepare.js";
import { count, readTable, TableError } from "./read_table.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Spec} Spec */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("./prepare.js").Prepared} Prepared */

/** Labels of points drawn by hand. */
const DRAWN_LABELS = ["0", "1", "2", "3"];
/** Names of the columns, where nothing stands before the first point that is drawn. */
const DRAWN_HEADER = "x,y,label\n";
const SHARES = [0, 0.1, 0.25, 0.5];
/** Digits after the point of drawn points. */
const DRAWN_DIGITS = 2;

/**
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {(dataset: Spec) => void} options.onUse
 * @returns {{open: () => void, update: (state: State) => void}}
 */
export function createOwnData({ catalog, onUse }) {
  const most = mostOf(catalog);
  const text = make("textarea", { rows: 9, spellcheck: "false", autocomplete: "off" });
  const file = make("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain" });
  const separator = choice({
    auto: "found by itself",
    comma: "a comma",
    semicolon: "a semicolon",
    tab: "a tab",
    space: "spaces",
  });
  const header = choice({ auto: "found by itself", yes: "yes", no: "no" });
  const target = choice({ last: "the last column" });
  const task = choice({
    auto: "found by itself",
    classification: "classes",
    regression: "numbers to come near to",
  });
  const share = choice(
    Object.fromEntries(SHARES.map((each) => [`s${each}`, each === 0 ? "none" : `${100 * each} %`])),
  );
  share.value = "s0.25";
  const standardize = make("input", { type: "checkbox" });
  const label = choice(Object.fromEntries(DRAWN_LABELS.map((each) => [`l${each}`, each])));
  const error = make("p", { class: "field-error", role: "alert", id: uniqueId("own-error") });
  const summary = make("p", { class: "own-summary", role: "status" });
  text.setAttribute("aria-describedby", error.id);
  const plane_host = make("div");
  let plane = EMPTY_PLANE;
  const use = makeButton("Use these data", () => finish());
  /** @type {Prepared | null} */
  let prepared = null;
  /** @type {Spec | null} */
  let present = null;

  const title_id = uniqueId("own-data");
  const dialog = make(
    "dialog",
    { class: "studio own", "aria-labelledby": title_id },
    make(
      "div",
      { class: "studio-head" },
      make("h2", { id: title_id }, "Your own data"),
      makeButton("Close", () => dialog.close()),
    ),
    make(
      "p",
      {},
      "One line for each sample: its inputs, and what is to be learned. The numbers go to this " +
        "server, are computed with and not kept there.",
    ),
    make(
      "div",
      { class: "own-body" },
      make(
        "div",
        { class: "studio-choices" },
        named("Numbers", text),
        named("Or a file; it can also be dropped here", file),
        make(
          "div",
          { class: "own-choices" },
          named("Between columns", separator),
          named("First line names them", header),
          named("To be learned", target),
          named("What it is", task),
          named("Kept for the test", share),
        ),
        make("label", {}, standardize, " Scale each input to mean 0 and standard deviation 1"),
      ),
      make(
        "div",
        { class: "studio-choices" },
        make(
          "div",
          { class: "own-draw" },
          named("Draw points of class", label),
          makeButton("Take the last back", () => removeLine()),
          makeButton("Clear", () => take("")),
        ),
        plane_host,
        error,
        summary,
        use,
      ),
    ),
  );
  document.body.append(dialog);
  const view = createPointsView(plane_host, (x, y) => {
    const before = text.value.trim() === "" ? DRAWN_HEADER : text.value.replace(/\s*$/, "\n");
    const point = [x, y].map((value) => value.toFixed(DRAWN_DIGITS));
    text.value = `${before}${[...point, label.value.slice(1)].join(",")}\n`;
    // The plane stands still under the pointer.
    update(plane);
  });

  /** @param {string} next */
  const take = (next) => {
    text.value = next;
    update();
  };
  const removeLine = () => {
    text.value = text.value.replace(/[^\n]*\n?$/, "");
    update(plane);
  };
  const read = async (/** @type {File | undefined} */ from) => {
    if (from !== undefined) take(await from.text());
  };
  const table = () =>
    readTable(text.value, {
      separator: /** @type {"auto"} */ (separator.value),
      header: /** @type {"auto"} */ (header.value),
    });

  /** @param {boolean} is_scaled */
  const prepareNow = (is_scaled) => {
    const found = table();
    offerTargets(target, found.columns);
    const last = found.columns.length - 1;
    const choices = {
      target: target.value === "last" ? last : Math.min(last, Number(target.value.slice(1))),
      task: /** @type {"auto"} */ (task.value),
      test_fraction: Number(share.value.slice(1)),
      standardize: is_scaled,
    };
    return prepare(found, choices, most);
  };
  /** @param {import("./points_view.js").Plane} [kept] the plane, where it is not to follow the points */
  const update = (kept) => {
    prepared = null;
    let shown = null;
    let trouble = "";
    try {
      shown = prepareNow(false);
      prepared = prepareNow(standardize.checked);
    } catch (problem) {
      if (!(problem instanceof TableError)) throw problem;
      trouble = text.value.trim() === "" ? "" : problem.message;
    }
    setText(error, trouble);
    text.toggleAttribute("aria-invalid", trouble !== "");
    setText(summary, prepared === null ? "" : describe(prepared));
    use.disabled = prepared === null;
    plane = kept ?? planeAround(shown);
    view.update({ data: shown, plane });
  };
  const finish = () => {
    if (prepared === null) return;
    onUse(asDataset(prepared));
    dialog.close();
  };

  text.addEventListener("input", () => update());
  for (const control of [separator, header, target, task, share, standardize]) {
    control.addEventListener("change", () => update());
  }
  file.addEventListener("change", () => void read(file.files?.[0]));
  dialog.addEventListener("dragover", (event) => event.preventDefault());
  dialog.addEventListener("drop", (event) => {
    event.preventDefault();
    void read(event.dataTransfer?.files[0]);
  });
  update();
  return {
    update({ experiment }) {
      present = experiment?.dataset ?? null;
    },
    open() {
      // What came with a link can be looked at and changed.
      if (text.value === "" && present?.name === "custom") take(writeTable(present));
      dialog.showModal();
      text.focus();
    },
  };
}

/**
 * @param {Prepared} prepared
 * @returns {Spec}
 */
function asDataset({ task, inputs, targets, test_inputs, test_targets }) {
  return { name: "custom", task, inputs, targets, test_inputs, test_targets };
}

/**
 * A custom dataset as a table, its targets last.
 * @param {Spec} dataset
 */
function writeTable({ inputs, targets, test_inputs, test_targets }) {
  const rows = /** @type {number[][]} */ ([inputs, test_inputs].flat());
  const last = /** @type {(number | number[])[]} */ ([targets, test_targets].flat());
  return rows.map((row, i) => `${[...row, last[i]].flat().join(",")}\n`).join("");
}

/**
 * What was understood, and whether a link will hold it.
 * @param {Prepared} prepared
 */
function describe(prepared) {
  const { task, inputs, test_inputs, classes, names, targets } = prepared;
  const parts = [
    `${count(inputs.length, "sample")} to learn from, ${test_inputs.length} for the test;`,
    `${count(names.length, "input")} (${shortened(names)});`,
    task === "classification"
      ? `classes ${classes.map((label, i) => (label === String(i) ? label : `${label} as ${i}`)).join(", ")}.`
      : `targets from ${formatExact(least(targets, -1))} to ${formatExact(least(targets, 1))}.`,
  ];
  const is_long = Object.values(asDataset(prepared)).some(
    (value) => JSON.stringify(value).length > LONGEST_WRITTEN,
  );
  parts.push(
    is_long
      ? "They are too many for a link: links and embeds of this experiment work in this tab alone."
      : "They are part of the experiment's link.",
  );
  return parts.join(" ");
}

/** @param {number[]} values @param {-1 | 1} direction */
function least(values, direction) {
  return values.reduce((best, value) => (direction * value > direction * best ? value : best));
}

/** @param {string[]} names */
function shortened(names) {
  return names.length > 4 ? `${names.slice(0, 3).join(", ")}, \u2026` : names.join(", ");
}

/**
 * @param {HTMLSelectElement} select
 * @param {string[]} columns
 */
function offerTargets(select, columns) {
  const before = select.value;
  const listed = columns.map((label, i) => ({ name: `c${i}`, label }));
  fillSelect(select, [{ name: "last", label: "the last column" }, ...listed]);
  select.value = listed.some(({ name }) => name === before) ? before : "last";
}

/** @param {Record<string, string>} labels by value */
function choice(labels) {
  const select = make("select");
  fillSelect(
    select,
    Object.entries(labels).map(([name, label]) => ({ name, label })),
  );
  return select;
}

/** @param {Catalog} catalog */
function mostOf({ limits }) {
  const limit = (/** @type {string} */ name) =>
    limits.find((each) => each.name === name)?.value ?? Number.POSITIVE_INFINITY;
  return {
    samples: limit("custom_samples"),
    inputs: limit("custom_inputs"),
    classes: limit("custom_classes"),
  };
}
