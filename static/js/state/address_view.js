/**
 * What of an experiment is looked at, in the page's address. Without an epoch the training plays,
 * and stays at its end.
 */

import { attempt, cut, decode } from "./address_text.js";
import { NotAllowed } from "./values.js";

/** @typedef {import("../types.js").Selection} Selection */
/** @typedef {import("../types.js").State} State */

/**
 * @typedef {object} View
 * @property {number} [epoch] at which it stands still
 * @property {string} [tab]
 * @property {Selection} [chosen]
 * @property {number} [speed]
 */

const NAMES = ["epoch", "tab", "chosen", "speed"];
const CHOSEN = /** @type {const} */ (["run", "layer_index", "neuron", "from"]);
const WHOLE = /^\d{1,9}$/;
const TAB = /^[a-z_]{1,24}$/;

/** @param {string} part of an address */
export function isOfView(part) {
  return NAMES.includes(cut(part, "=")[0]);
}

/**
 * What the state shows, where it is not what an address without a view opens.
 * @param {State} state
 * @returns {View}
 */
export function viewOf({ result, frame, playing, inspector_tab, selection, speed, status }) {
  /** @type {View} */
  const view = {};
  const is_end = status === "complete" && frame === (result?.epochs.length ?? 0) - 1;
  const epoch = result?.epochs[frame];
  if (!playing && !is_end && epoch !== undefined) view.epoch = epoch;
  if (inspector_tab !== "layer") view.tab = inspector_tab;
  if (selection.neuron !== null || selection.run !== 0 || selection.layer_index !== 0) {
    view.chosen = selection;
  }
  if (speed !== 1) view.speed = speed;
  return view;
}

/**
 * @param {View} view
 * @returns {string[]}
 */
export function writeView({ epoch, tab, chosen, speed }) {
  const parts = [];
  if (epoch !== undefined) parts.push(`epoch=${epoch}`);
  if (tab !== undefined) parts.push(`tab=${tab}`);
  if (chosen !== undefined) {
    const told = CHOSEN.filter((name) => (chosen[name] ?? null) !== null);
    parts.push(`chosen=${told.map((name) => `${name}:${chosen[name]}`).join(",")}`);
  }
  if (speed !== undefined) parts.push(`speed=${speed}`);
  return parts;
}

/**
 * @param {string[]} parts
 * @param {string[]} ignored takes what is not understood
 * @returns {View}
 */
export function readView(parts, ignored) {
  /** @type {View} */
  const view = {};
  for (const part of parts) {
    const [name, coded] = cut(part, "=");
    attempt(part, ignored, () => {
      const text = decode(coded);
      if (name === "epoch") view.epoch = whole(text);
      else if (name === "tab") view.tab = word(text);
      else if (name === "speed") view.speed = positive(text);
      else view.chosen = readChosen(text);
    });
  }
  return view;
}

/**
 * @param {string} text
 * @returns {Selection}
 * @throws {NotAllowed}
 */
function readChosen(text) {
  /** @type {Record<string, number>} */
  const given = {};
  for (const field of text.split(",")) {
    const [name, value] = cut(field, ":");
    if (!CHOSEN.some((each) => each === name)) throw new NotAllowed(`there is no ${name}`);
    given[name] = whole(value);
  }
  const { run = 0, layer_index = 0, neuron = null, from = null } = given;
  return { run, layer_index, neuron, from };
}

/** @param {string} text */
function whole(text) {
  if (!WHOLE.test(text)) throw new NotAllowed("must be a whole number");
  return Number(text);
}

/** @param {string} text */
function positive(text) {
  const value = Number(text);
  if (!(value > 0 && value <= 100)) throw new NotAllowed("must be above 0 and at most 100");
  return value;
}

/** @param {string} text */
function word(text) {
  if (!TAB.test(text)) throw new NotAllowed("must be the name of a tab");
  return text;
}
