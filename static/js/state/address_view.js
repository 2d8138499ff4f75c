/**
 * How the experiment is looked at, in the page's address, as far as it is not what an address
 * without a word of it opens: the training plays from its start and stays at its end.
 *
 *     epoch=40&playing=true&tab=depth,width:200&chosen=run:1,layer_index:0,neuron:2&presenting=true
 *
 * With an epoch alone the training stands there; with `playing` it plays from there.
 */

import { attempt, cut, decode } from "./address_text.js";
import { same } from "./experiment.js";
import { FIRST_MAP, readMap, writeMap } from "./map_settings.js";
import { AS_AT_FIRST, declare } from "./tab_settings.js";
import { NotAllowed, parseValue, writeValue } from "./values.js";

/** @typedef {import("../types.js").Selection} Selection */
/** @typedef {import("../types.js").State} State */

/**
 * @typedef {object} View
 * @property {number} [epoch]
 * @property {boolean} [playing] from the epoch on
 * @property {{name: string, settings: Readonly<Record<string, unknown>>}} [tab] with those of its
 *   settings that are not as at first; what was read from an address is text
 * @property {Selection} [chosen]
 * @property {number} [speed]
 * @property {boolean} [presenting]
 * @property {string} [exercise] its name
 * @property {import("../types.js").MapSettings} [map]
 * @property {readonly string[]} [measured] what is shown of a neuron only once it was asked for
 */

/** The tab that is open before anybody chooses one. */
export const FIRST_TAB = "layer";

/** @type {Readonly<Selection>} */
export const FIRST_SELECTION = Object.freeze({ run: 0, layer_index: 0, neuron: null, from: null });

/** Who writes more digits into an address means no epoch, layer or neuron that there is. */
const MOST = 999_999_999;
/** @param {string} name */
const count = (name) =>
  declare({ name, kind: "integer", default: null, minimum: 0, maximum: MOST });
const CHOSEN = ["run", "layer_index", "neuron", "from"].map(count);
const MEASURED = declare({ name: "measured", kind: "choice", default: null, choices: ["signal"] });
const TAB = /^[a-z_]{1,24}$/;
const EXERCISE = /^[a-z0-9_]{1,40}$/;

/**
 * Each part of the view, in the order of the address.
 * @type {{[Name in keyof View]-?: {
 *   write: (value: NonNullable<View[Name]>) => string,
 *   read: (text: string) => NonNullable<View[Name]>}}}
 */
const PARTS = {
  epoch: ofValue(count("epoch")),
  playing: ofValue(declare({ name: "playing", kind: "boolean", default: false })),
  tab: {
    write: ({ name, settings }) => [name, ...writeFields(settings)].join(","),
    read(text) {
      const [name, ...fields] = text.split(",");
      if (!TAB.test(name)) throw new NotAllowed("must be the name of a tab");
      return { name, settings: readFields(fields) };
    },
  },
  chosen: {
    write: (chosen) => writeFields(/** @type {any} */ (chosen)).join(","),
    read: readChosen,
  },
  speed: ofValue(
    declare({
      name: "speed",
      kind: "number",
      default: 1,
      minimum: 0,
      exclusive_minimum: true,
      maximum: 100,
    }),
  ),
  presenting: ofValue(declare({ name: "presenting", kind: "boolean", default: false })),
  exercise: {
    write: (name) => name,
    read(text) {
      if (!EXERCISE.test(text)) throw new NotAllowed("must be the name of an exercise");
      return text;
    },
  },
  map: { write: writeMap, read: readMap },
  measured: {
    write: (names) => names.join("+"),
    read: (text) => text.split("+").map((name) => String(parseValue(decode(name), MEASURED))),
  },
};
const NAMES = /** @type {(keyof View)[]} */ (Object.keys(PARTS));

/** @param {string} part of an address */
export function isOfView(part) {
  return NAMES.some((name) => name === cut(part, "=")[0]);
}

/**
 * What the state shows, where it is not what an address without a view opens.
 * @param {State} state
 * @returns {View}
 */
export function viewOf({
  result,
  frame,
  played_from,
  inspector_tab,
  tab_settings,
  selection,
  speed,
  presenting,
  exercise,
  instruments,
  map,
}) {
  /** @type {View} */
  const view = {};
  const epoch = played_from ?? result?.epochs[frame];
  if (epoch !== undefined && played_from !== 0) view.epoch = epoch;
  if (played_from !== null && played_from !== 0) view.playing = true;
  const settings = tab_settings[inspector_tab] ?? AS_AT_FIRST;
  if (inspector_tab !== FIRST_TAB || Object.keys(settings).length > 0) {
    view.tab = { name: inspector_tab, settings };
  }
  if (selection.neuron !== null || selection.run !== 0 || selection.layer_index !== 0) {
    view.chosen = selection;
  }
  if (speed !== 1) view.speed = speed;
  if (presenting) view.presenting = true;
  if (exercise !== null) view.exercise = exercise;
  if (map !== null && !same(map, FIRST_MAP)) view.map = map;
  if (selection.neuron !== null && instruments.length > 0) view.measured = instruments;
  return view;
}

/**
 * @param {View} view
 * @returns {string[]}
 */
export function writeView(view) {
  return NAMES.flatMap((name) => {
    const value = view[name];
    if (value === undefined) return [];
    const write = /** @type {(value: unknown) => string} */ (PARTS[name].write);
    return [`${name}=${write(value)}`];
  });
}

/**
 * @param {string[]} parts
 * @param {string[]} ignored takes what is not understood
 * @returns {View}
 */
export function readView(parts, ignored) {
  /** @type {Record<string, unknown>} */
  const view = {};
  for (const part of parts) {
    const [name, text] = cut(part, "=");
    attempt(part, ignored, () => {
      view[name] = PARTS[/** @type {keyof View} */ (name)].read(text);
    });
  }
  return view;
}

/**
 * @param {import("../types.js").Parameter} parameter
 * @returns {{write: (value: unknown) => string, read: (text: string) => any}}
 */
function ofValue(parameter) {
  return {
    write: (value) => encodeURIComponent(writeValue(value)),
    read: (text) => parseValue(decode(text), parameter),
  };
}

/**
 * @param {Readonly<Record<string, unknown>>} values
 * @returns {string[]} those that are told
 */
function writeFields(values) {
  const told = Object.entries(values).filter(([, value]) => (value ?? null) !== null);
  return told.map(([name, value]) => `${name}:${encodeURIComponent(writeValue(value))}`);
}

/** @param {readonly string[]} fields */
function readFields(fields) {
  return Object.fromEntries(
    fields.map((field) => {
      const [name, text] = cut(field, ":");
      return [decode(name), decode(text)];
    }),
  );
}

/**
 * @param {string} text
 * @returns {Selection}
 * @throws {NotAllowed}
 */
function readChosen(text) {
  /** @type {Record<string, unknown>} */
  const given = {};
  for (const [name, value] of Object.entries(readFields(text.split(",")))) {
    const parameter = CHOSEN.find((each) => each.name === name);
    if (parameter === undefined) throw new NotAllowed(`there is no ${name}`);
    given[name] = parseValue(value, parameter);
  }
  return { ...FIRST_SELECTION, ...given };
}
