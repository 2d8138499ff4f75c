/** A choice from a list of the catalog, with the parameters of what is chosen. */

import {
  completeSpec,
  defaultSpec,
  findEntry,
  isChoosable,
  searchEntries,
} from "../state/catalog.js";
import { fillSelect, make, setText } from "./dom.js";
import { createField, wrapField } from "./field.js";
import { createFormulaField } from "./formula_box.js";

/** @typedef {import("../types.js").Spec} Spec */
/** @typedef {import("../types.js").FieldError} FieldError */
/** @typedef {import("../state/catalog.js").Entry} Entry */
/** @typedef {import("../stream/runner.js").Pace} Pace */
/** @typedef {import("./field.js").Field} Field */

/** The options for one spec per layer, for what all runs share, and for one's own numbers. */
const PER_LAYER = "*layers";
const INHERITED = "*inherited";
const OWN = "*own";

/** Longer lists are searched. */
const SHORT_LIST = 15;

/**
 * @typedef {object} SpecControl
 * @property {HTMLElement} choice the labelled select
 * @property {HTMLElement} parameters one field for each parameter of what is chosen
 * @property {(value: Spec | Spec[] | undefined) => void} update
 * @property {(errors: FieldError[]) => void} complain errors whose `loc` begins at this property
 */

/**
 * @param {object} options
 * @param {string} options.label
 * @param {readonly Entry[]} options.entries
 * @param {(spec: Spec | undefined, pace: Pace) => void} options.onChange
 * @param {() => string} [options.inherited] words for 'as the experiment has it'; offers that
 * @param {{label: string, open: () => void} | null} [options.own] asks for numbers of one's own
 * @returns {SpecControl}
 */
export function createSpecControl({ label, entries, onChange, inherited, own = null }) {
  const select = make("select");
  const { element: choice, complain } = wrapField(label, select);
  const parameters = make("div", { class: "parameters" });
  /** @type {Map<string, Field>} */
  const fields = new Map();
  /** @type {Spec | Spec[] | undefined} */
  let current;
  let options_shown = "";
  let fields_shown = "";
  const search = entries.length > SHORT_LIST ? createSearch(label, entries) : null;
  if (search !== null) {
    select.before(search.element);
    search.onSearch(() => showOptions());
    search.onEnter((entry) => onChange(defaultSpec(entry), "now"));
  }

  const showOptions = () => {
    const found = search?.found() ?? entries;
    const listed = choicesFor(entries, current, inherited?.(), found);
    const choices = own === null ? listed : [...listed, { name: OWN, label: own.label }];
    const signature = choices.map((each) => `${each.name}=${each.label}`).join();
    if (signature !== options_shown) fillSelect(select, choices);
    options_shown = signature;
    const spec = Array.isArray(current) || !current ? null : completeSpec(entries, current);
    select.value = current === undefined ? INHERITED : (spec?.name ?? PER_LAYER);
  };

  select.addEventListener("change", () => {
    if (select.value === OWN) {
      showOptions();
      own?.open();
      return;
    }
    if (select.value === INHERITED) onChange(undefined, "now");
    const entry = findEntry(entries, select.value);
    if (entry !== undefined) onChange(defaultSpec(entry), "now");
  });

  /** @param {Entry | undefined} entry */
  const showFields = (entry) => {
    const shown = entry?.name ?? "";
    if (shown === fields_shown) return;
    fields_shown = shown;
    fields.clear();
    for (const parameter of entry?.parameters ?? []) {
      // The one text there is to set is a formula.
      const field = (parameter.kind === "text" ? createFormulaField : createField)({
        parameter,
        label: parameter.name === "seed" ? `${label} seed` : wordsOf(parameter.name),
        onChange: (value, pace) => {
          if (current === undefined || Array.isArray(current)) return;
          onChange({ ...current, [parameter.name]: value }, pace);
        },
      });
      fields.set(parameter.name, field);
    }
    parameters.replaceChildren(...[...fields.values()].map(({ element }) => element));
  };

  return {
    choice,
    parameters,
    update(value) {
      current = value;
      showOptions();
      const spec =
        Array.isArray(value) || value === undefined ? null : completeSpec(entries, value);
      const entry = spec === null ? undefined : findEntry(entries, spec.name);
      select.dataset.hint = entry?.description ?? entry?.formula ?? "";
      showFields(entry);
      if (spec !== null) for (const [name, field] of fields) field.update(spec[name]);
    },
    complain(errors) {
      const here = errors.find(({ loc }) => !loc.some((part) => fields.has(String(part))));
      complain(here?.message ?? "");
      for (const [name, field] of fields) {
        field.complain(errors.find(({ loc }) => loc.includes(name))?.message ?? "");
      }
    },
  };
}

/**
 * A field that shortens a long list; Enter takes its first entry, Escape empties the field.
 * @param {string} label of the list
 * @param {readonly Entry[]} entries
 */
function createSearch(label, entries) {
  const input = make("input", {
    type: "search",
    class: "search",
    placeholder: "Search",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": `Search: ${label}`,
    "data-hint": "By name, kind or formula; Enter takes the first",
  });
  const count = make("output", { class: "search-count" });
  const found = () => searchEntries(entries, input.value).filter(isChoosable);
  return {
    element: make("div", { class: "search-row" }, input, count),
    found,
    /** @param {() => void} act */
    onSearch(act) {
      input.addEventListener("input", () => {
        const all = entries.filter(isChoosable).length;
        const told = input.value.trim() === "" ? "" : `${found().length || "none"} of ${all}`;
        setText(count, told);
        act();
      });
    },
    /** @param {(entry: Entry) => void} act */
    onEnter(act) {
      input.addEventListener("keydown", (event) => {
        const [first] = found();
        if (event.key !== "Enter") return;
        event.preventDefault();
        if (input.value.trim() !== "" && first !== undefined) act(first);
      });
    },
  };
}

/**
 * @param {readonly Entry[]} entries
 * @param {Spec | Spec[] | undefined} value
 * @param {string | undefined} inherited
 * @param {readonly Entry[]} found those that are offered; what is chosen is always among them
 * @returns {{name: string, label: string, group?: string}[]}
 */
function choicesFor(entries, value, inherited, found) {
  const name = Array.isArray(value) ? PER_LAYER : value?.name;
  const choices = entries.filter(
    (entry) => (isChoosable(entry) && found.includes(entry)) || entry.name === name,
  );
  const groups = new Set(entries.map(({ group }) => group));
  const listed = choices.map((entry) => ({
    name: entry.name,
    label: entry.label,
    ...(groups.size > 1 ? { group: wordsOf(entry.group ?? "") } : {}),
  }));
  const special = [];
  if (inherited !== undefined) special.push({ name: INHERITED, label: inherited });
  if (Array.isArray(value)) {
    special.push({ name: PER_LAYER, label: value.map((each) => each.name).join(" / ") });
  }
  return [...special, ...listed];
}

/**
 * A parameter's name as a label: "test_fraction" is "Test fraction".
 * @param {string} name
 */
export function wordsOf(name) {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
