/** The neurons of its layer that one is a clone of, and those that look like it, in words. */

/** @typedef {import("../../types.js").LayerFrame} LayerFrame */

/** So many neurons are named one by one. */
const MOST_NAMED = 5;

/**
 * @param {Pick<LayerFrame, "clone_class" | "visible_class" | "fan_out">} layer
 * @param {number} neuron
 * @returns {{clones: string, alike: string}} "neurons 1, 2 and 3", "all 7 others", "no other"
 */
export function describeKin({ clone_class, visible_class, fan_out }, neuron) {
  return {
    clones: listOthers(clone_class, neuron, fan_out),
    alike: listOthers(visible_class, neuron, fan_out),
  };
}

/**
 * @param {readonly number[]} classes
 * @param {number} neuron
 * @param {number} fan_out
 */
function listOthers(classes, neuron, fan_out) {
  const others = classes.flatMap((own, other) =>
    own === classes[neuron] && other !== neuron ? [other + 1] : [],
  );
  if (others.length === 0) return "no other";
  if (others.length === fan_out - 1 && others.length > 1) return `all ${others.length} others`;
  if (others.length === 1) return `neuron ${others[0]}`;
  if (others.length > MOST_NAMED) return `${others.length} neurons: ${others.join(", ")}`;
  return `neurons ${others.slice(0, -1).join(", ")} and ${others.at(-1)}`;
}
