/**
 * The moments of a training: when neurons part, when all of a layer have become different, when
 * neurons die, when a run explodes and when it has learned. They are marked on the slider, said in
 * the lane, and can be jumped to.
 */

import { formatPercent } from "../words/format.js";

/** @typedef {import("../types.js").LaneResult} LaneResult */
/** @typedef {import("../types.js").LayerFrame} LayerFrame */
/** @typedef {import("../types.js").Result} Result */
/** @typedef {import("../types.js").RunFrame} RunFrame */
/** @typedef {Pick<import("../types.js").Catalog, "activations">} Activations */

/**
 * @typedef {object} Moment
 * @property {number} frame index among the recorded epochs
 * @property {number} epoch that of the frame; of an explosion its own
 * @property {LaneResult["run"]} run
 * @property {string} label of the run
 * @property {"parting" | "apart" | "death" | "explosion" | "learned"} kind
 * @property {string} words what happens, without the epoch and the run
 */

/** A run that has so much of its training data right has learned. */
const LEARNED = 0.95;
/** So many neurons are named one by one. */
const MOST_NAMED = 3;

/** @type {WeakMap<LaneResult["frames"], {key: string, moments: Moment[]}>} */
const known = new WeakMap();

/**
 * @param {Activations} catalog
 * @param {Result} result
 * @returns {Moment[]} of all runs, in the order of their epochs
 */
export function momentsOf(catalog, result) {
  const all = result.lanes.flatMap((lane) => momentsOfLane(catalog, lane, result.epochs));
  return all.sort((a, b) => a.frame - b.frame || a.run - b.run);
}

/**
 * @param {Activations} catalog
 * @param {LaneResult} lane
 * @param {readonly number[]} epochs recorded
 * @returns {Moment[]}
 */
function momentsOfLane(catalog, lane, epochs) {
  const { frames, diverged, label } = lane;
  const key = `${frames.length} ${epochs.length} ${diverged?.epoch} ${label}`;
  const before = known.get(frames);
  if (before?.key === key) return before.moments;
  const moments = findMoments(catalog, lane, epochs);
  known.set(frames, { key, moments });
  return moments;
}

/**
 * The last moment of a run at or before a frame.
 * @param {Activations} catalog
 * @param {LaneResult} lane
 * @param {readonly number[]} epochs
 * @param {number} frame
 * @returns {Moment | null}
 */
export function latestMoment(catalog, lane, epochs, frame) {
  return momentsOfLane(catalog, lane, epochs).findLast((moment) => moment.frame <= frame) ?? null;
}

/**
 * @param {Activations} catalog
 * @param {LaneResult} lane
 * @param {readonly number[]} epochs
 * @returns {Moment[]}
 */
function findMoments({ activations }, lane, epochs) {
  const { frames, diverged, run, label, config } = lane;
  /** @type {Moment[]} */
  const moments = [];
  /**
   * @param {number} frame
   * @param {Moment["kind"]} kind
   * @param {string} words
   * @param {number} [epoch]
   */
  const note = (frame, kind, words, epoch = epochs[frame]) =>
    moments.push({ frame, epoch, run, label, kind, words });
  const can_die = activations.find(({ name }) => name === config.activation)?.dies ?? false;
  const hidden = frames[0]?.layers.slice(0, -1) ?? [];
  for (const { layer_index } of hidden) {
    const layers = frames.map((frame) => frame?.layers[layer_index] ?? null);
    noteParting(layers, note);
    if (can_die) noteDeath(layers, note);
  }
  noteLearning(frames, note);
  if (diverged) {
    const where = diverged.layer_index === null ? "" : ` in layer ${diverged.layer_index + 1}`;
    // Between two recorded epochs it is seen at the later one, and said with its own.
    const later = epochs.findIndex((epoch) => epoch >= diverged.epoch);
    const frame = later < 0 ? epochs.length - 1 : later;
    note(frame, "explosion", `explodes${where}`, diverged.epoch);
  }
  return moments.sort((a, b) => a.frame - b.frame);
}

/** @typedef {(frame: number, kind: Moment["kind"], words: string) => void} Note */

/**
 * When neurons of a layer that began alike are first seen apart, and when none is like another.
 * @param {readonly (LayerFrame | null)[]} layers the same layer through the epochs
 * @param {Note} note
 */
function noteParting(layers, note) {
  const [first] = layers;
  if (!first || first.fan_out < 2) return;
  const began = first.visibly_distinct;
  if (began > first.fan_out / 2) return;
  let parted = false;
  for (const [i, layer] of layers.entries()) {
    if (!layer || i === 0) continue;
    const now = layer.visibly_distinct;
    if (!parted && now > began) {
      parted = true;
      note(i, "parting", partingWords(layer.visible_class, layer.layer_index));
    }
    if (now === layer.fan_out) {
      note(i, "apart", `all ${now} neurons of layer ${layer.layer_index + 1} look different`);
      return;
    }
  }
}

/**
 * "neuron 5 of layer 2 leaves the others".
 * @param {readonly number[]} classes
 * @param {number} layer_index
 */
export function partingWords(classes, layer_index) {
  const sizes = new Map(classes.map((first) => [first, 0]));
  for (const first of classes) sizes.set(first, (sizes.get(first) ?? 0) + 1);
  const [most] = [...sizes].reduce((best, next) => (next[1] > best[1] ? next : best));
  const leavers = classes.flatMap((first, neuron) => (first === most ? [] : [neuron + 1]));
  const layer = `layer ${layer_index + 1}`;
  if (leavers.length > MOST_NAMED) return `${layer} comes apart, into ${sizes.size} groups`;
  if (leavers.length === 1) return `neuron ${leavers[0]} of ${layer} leaves the others`;
  const names = `${leavers.slice(0, -1).join(", ")} and ${leavers.at(-1)}`;
  return `neurons ${names} of ${layer} leave the others`;
}

/**
 * When a neuron that gave something is first 0 everywhere.
 * @param {readonly (LayerFrame | null)[]} layers
 * @param {Note} note
 */
function noteDeath(layers, note) {
  const [first] = layers;
  if (!first) return;
  const began = new Set(deadNeurons(first));
  for (const [i, layer] of layers.entries()) {
    const died = layer ? deadNeurons(layer).filter((neuron) => !began.has(neuron)) : [];
    if (died.length === 0 || !layer) continue;
    const name = `layer ${layer.layer_index + 1}`;
    const words =
      died.length === 1
        ? `neuron ${died[0] + 1} of ${name} dies`
        : `${died.length} neurons of ${name} die`;
    note(i, "death", words);
    return;
  }
}

/** @param {LayerFrame} layer */
function deadNeurons({ neuron_outputs: outputs, fan_out }) {
  const dead = [];
  for (let neuron = 0; neuron < fan_out && outputs.length > 0; neuron++) {
    let row = neuron;
    while (row < outputs.length && outputs[row] === 0) row += fan_out;
    if (row >= outputs.length) dead.push(neuron);
  }
  return dead;
}

/**
 * @param {readonly (RunFrame | null)[]} frames
 * @param {Note} note
 */
function noteLearning(frames, note) {
  const isRight = (/** @type {RunFrame | null} */ frame) => (frame?.train_accuracy ?? 0) >= LEARNED;
  const index = frames.findIndex(isRight);
  if (index > 0) note(index, "learned", `${formatPercent(LEARNED)} right in training`);
}

/**
 * Whether neurons part at a frame: time then stands still for a moment, so that it is seen.
 * @param {Activations} catalog
 * @param {Result} result
 * @param {number} frame
 */
export function isMoment(catalog, result, frame) {
  return momentsOf(catalog, result).some(
    (moment) => moment.frame === frame && moment.kind === "parting",
  );
}
