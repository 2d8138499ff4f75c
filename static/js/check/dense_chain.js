/** The dense layers of a model in their order, if they are all there is of it. */

/** @typedef {import("../wire_types.js").Identified} Identified */
/** @typedef {import("./summary.js").Layout} Layout */

/**
 * @typedef {object} DenseLayer
 * @property {string} name of its weights
 * @property {string | null} bias the biases' name
 * @property {Layout} layout
 * @property {number} fan_in
 * @property {number} fan_out
 */

/** @param {string} name */
function moduleOf(name) {
  return name.replace(/[./]?[^./]*$/, "");
}

/**
 * @param {Identified} answer
 * @returns {{layers: DenseLayer[], reason: null} | {layers: null, reason: string}} or why there is
 *   no such chain
 */
export function denseChain({ tensors, growth }) {
  if (growth === null) {
    return none(
      "its layers do not simply follow one another, with nothing but the activation between them",
    );
  }
  /** @type {DenseLayer[]} */
  const layers = [];
  for (const { name } of growth.layers) {
    const tensor = tensors.find((one) => one.name === name);
    if (tensor === undefined || tensor.kind !== "dense" || tensor.shape.length !== 2) {
      return none(`${name} is not a dense layer`);
    }
    const [first, last] = tensor.shape;
    const [fan_in, fan_out] = tensor.layout === "out_in" ? [last, first] : [first, last];
    const before = layers[layers.length - 1];
    if (before !== undefined && before.fan_out !== fan_in) {
      return none(`${name} reads ${fan_in} numbers, and the layer before gives ${before.fan_out}`);
    }
    const bias = tensors.find(
      (one) => one.kind === "bias" && moduleOf(one.name) === moduleOf(name),
    );
    if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== fan_out)) {
      return none(`${bias.name} does not have one number for each neuron`);
    }
    layers.push({ name, bias: bias?.name ?? null, layout: tensor.layout, fan_in, fan_out });
  }
  const broken = layers
    .flatMap(({ name, bias }) => [name, bias])
    .find((name) =>
      tensors.some(
        (one) => one.name === name && one.findings.some((it) => it.kind === "non_finite"),
      ),
    );
  if (broken) return none(`${broken} holds numbers that are not finite`);
  return { layers, reason: null };
}

/** @param {string} reason @returns {{layers: null, reason: string}} */
function none(reason) {
  return { layers: null, reason };
}
