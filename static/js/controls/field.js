/** One labelled control for one parameter: a number with its slider, a choice, a tick, a text. */

import { isWithin, NotAllowed, parseValue, writeList } from "../state/values.js";
import { termOf } from "../words/glossary.js";
import { createDial, stretchOf } from "./dial.js";
import { fillSelect, make, setText, uniqueId } from "./dom.js";

/** @typedef {import("../types.js").Parameter} Parameter */
/** @typedef {import("../stream/runner.js").Pace} Pace */
/** @typedef {import("./dial.js").Stretch} Stretch */

/**
 * @typedef {object} Field
 * @property {HTMLElement} element
 * @property {(value: unknown) => void} update shows a value, unless it is just being typed
 * @property {(message: string) => void} complain shows what is wrong; empty takes it back
 */

/**
 * @typedef {object} FieldOptions
 * @property {Parameter} parameter
 * @property {string} label
 * @property {(value: unknown, pace: Pace) => void} onChange
 * @property {Stretch | null} [stretch] of the slider; null for none
 * @property {readonly string[]} [words] words that may stand for a number, such as "full"
 * @property {string} [inherited] what an empty number means; makes empty allowed, as undefined
 */

/**
 * A label above a control, with room for a message that moves nothing.
 * @param {string} label
 * @param {HTMLElement} control
 * @param {string} [hint]
 * @returns {{element: HTMLElement, complain: (message: string) => void}}
 */
export function wrapField(label, control, hint = "") {
  const id = uniqueId("field");
  const error = make("p", { class: "field-error", id: `${id}-error`, hidden: true });
  control.id = id;
  const term = termOf(label);
  const name = make(
    "label",
    {
      for: id,
      ...(term === null ? {} : { "data-term": term }),
      ...(hint === "" ? {} : { "data-hint": hint }),
    },
    label,
  );
  const element = make("div", { class: "field" }, name, control, error);
  return {
    element,
    complain(message) {
      setText(error, message);
      error.hidden = message === "";
      element.classList.toggle("is-wrong", message !== "");
      if (message === "") {
        control.removeAttribute("aria-invalid");
        control.removeAttribute("aria-describedby");
      } else {
        control.setAttribute("aria-invalid", "true");
        control.setAttribute("aria-describedby", error.id);
      }
    },
  };
}

/**
 * @param {FieldOptions} options
 * @returns {Field}
 */
export function createField(options) {
  switch (options.parameter.kind) {
    case "choice":
      return createChoice(options);
    case "boolean":
      return createTick(options);
    case "array":
      return createNote(options);
    default:
      return createTyped(options);
  }
}

/**
 * @param {FieldOptions} options
 * @returns {Field}
 */
function createTyped(options) {
  const { parameter, label, onChange, words = [], inherited } = options;
  const is_list = parameter.kind === "numbers" || parameter.kind === "integers";
  const numeric = parameter.kind !== "text" && !is_list;
  const write = (/** @type {unknown} */ value) => {
    if (value === undefined) return "";
    return is_list ? writeList(value) : String(value);
  };
  const input = make("input", {
    type: "text",
    class: numeric ? "number" : is_list ? "list" : "text",
    inputmode: numeric ? "decimal" : "text",
    autocomplete: "off",
    spellcheck: "false",
    ...(inherited === undefined ? {} : { placeholder: inherited }),
  });
  const wrapped = wrapField(label, input, parameter.description);
  const stretch = options.stretch === undefined ? stretchOf(parameter) : options.stretch;
  const whole = parameter.kind === "integer";
  const dial =
    stretch === null || inherited !== undefined
      ? null
      : createDial({ label, stretch, whole, onSlide: (value) => take(value, "sliding") });
  if (dial !== null) input.after(dial.element);
  let is_wrong = false; // what is typed, by itself; the server has not seen it

  /**
   * @param {unknown} value
   * @param {Pace} pace
   */
  const take = (value, pace) => {
    is_wrong = false;
    wrapped.complain("");
    if (pace !== "typing") input.value = write(value);
    if (typeof value === "number") dial?.update(value);
    onChange(value, pace);
  };
  /** @param {Pace} pace */
  const readInput = (pace) => {
    const text = input.value.trim();
    try {
      if (text === "" && inherited !== undefined) take(undefined, pace);
      else if (words.includes(text)) take(text, pace);
      else take(parseValue(input.value, parameter), pace);
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error;
      is_wrong = true;
      wrapped.complain(`${label} ${error.message}`);
    }
  };
  input.addEventListener("input", () => readInput("typing"));
  input.addEventListener("change", () => readInput("now"));
  if (numeric) stepWithArrows(input, parameter, (value) => take(value, "sliding"));

  return {
    element: wrapped.element,
    complain(message) {
      if (!is_wrong) wrapped.complain(message);
    },
    update(value) {
      if (document.activeElement !== input) {
        input.value = write(value);
        if (is_wrong) wrapped.complain("");
        is_wrong = false;
      }
      if (typeof value === "number") dial?.update(value);
    },
  };
}

/**
 * Up and Down change a number as they would in a native number field, but by a sensible amount:
 * one for whole numbers, otherwise one in the second significant digit.
 * @param {HTMLInputElement} input
 * @param {Parameter} parameter
 * @param {(value: number) => void} onStep
 */
function stepWithArrows(input, parameter, onStep) {
  input.addEventListener("keydown", (event) => {
    const direction = directionOf(event.key);
    const value = Number(input.value);
    if (direction === 0 || input.value.trim() === "" || !Number.isFinite(value)) return;
    event.preventDefault();
    const digit = value === 0 ? 0.1 : 10 ** Math.floor(Math.log10(Math.abs(value)) - 1);
    const step = parameter.kind === "integer" ? 1 : (parameter.step ?? digit);
    const next = Number((value + direction * step).toPrecision(12));
    if (isWithin(next, parameter)) onStep(next);
  });
}

/**
 * @param {string} key of a keyboard event
 * @returns {-1 | 0 | 1} which way an arrow key moves a number; 0 for any other key
 */
export function directionOf(key) {
  if (key === "ArrowUp") return 1;
  return key === "ArrowDown" ? -1 : 0;
}

/**
 * @param {FieldOptions} options
 * @returns {Field}
 */
function createChoice({ parameter, label, onChange }) {
  const select = make("select");
  const choices = parameter.choices.map(String);
  fillSelect(
    select,
    choices.map((name) => ({ name, label: name.replaceAll("_", " ") })),
  );
  select.addEventListener("change", () => onChange(select.value, "now"));
  const { element, complain } = wrapField(label, select, parameter.description);
  return {
    element,
    complain,
    update(value) {
      select.value = String(value);
    },
  };
}

/**
 * @param {FieldOptions} options
 * @returns {Field}
 */
function createTick({ parameter, label, onChange }) {
  const tick = make("input", { type: "checkbox" });
  tick.addEventListener("change", () => onChange(tick.checked, "now"));
  const { element, complain } = wrapField(label, tick, parameter.description);
  element.classList.add("field-tick");
  return {
    element,
    complain,
    update(value) {
      tick.checked = value === true;
    },
  };
}

/**
 * A list of numbers came with the address or a preset; it is shown, not edited.
 * @param {FieldOptions} options
 * @returns {Field}
 */
function createNote({ parameter, label }) {
  const note = make("output", { class: "note" });
  const { element, complain } = wrapField(label, note, parameter.description);
  return {
    element,
    complain,
    update: (value) =>
      setText(note, Array.isArray(value) ? `${value.flat(3).length} numbers` : "none"),
  };
}
