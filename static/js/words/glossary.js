/**
 * The words of the trade, each explained once. They live here and not in the server's catalog
 * because only the page explains them: what the server says uses them, and is marked when shown.
 */

/**
 * @typedef {object} Entry
 * @property {string} word as it heads its explanation
 * @property {readonly string[]} forms what of a text means it, in lower case, the word itself too
 * @property {string} text one to three sentences
 */

/**
 * @param {string} word
 * @param {string} text
 * @param {readonly string[]} [forms] further ones
 * @returns {Entry}
 */
const entry = (word, text, forms = []) => ({ word, text, forms: [word.toLowerCase(), ...forms] });

/** @type {Readonly<Record<string, Entry>>} */
export const GLOSSARY = Object.freeze({
  activation: entry(
    "Activation",
    "The function a neuron applies to its sum, such as tanh or ReLU, and the number it then gives.",
    ["activations"],
  ),
  batch_size: entry(
    "Batch size",
    "How many training samples each step looks at. Its gradient is their mean.",
    ["minibatch", "batch"],
  ),
  bias: entry("Bias", "A number of each neuron's own, added to its weighted sum.", ["biases"]),
  clone: entry(
    "Clone",
    "A neuron with exactly the same incoming weights and bias as another. Clones always give the " +
      "same output. If their outgoing weights agree as well, training changes them alike, and they " +
      "stay clones.",
    ["clones", "clone of"],
  ),
  correction: entry(
    "Correction",
    "What the loss asks a neuron to change. It is sent back through the network as delta.",
    ["corrections"],
  ),
  dead: entry(
    "Dead",
    "A ReLU neuron that gives 0 for every training sample. Its slope is 0 too, so no correction " +
      "reaches its weights.",
  ),
  delta: entry(
    "Delta",
    "How much the loss changes when a neuron's pre-activation does: dLoss/dz. The gradient of a " +
      "weight is what comes in, times delta.",
    ["deltas"],
  ),
  distinct: entry(
    "Distinct",
    "Neurons count as distinct when their incoming weights or biases differ in at least one bit.",
  ),
  effective_rank: entry(
    "Effective rank",
    "How many really different outputs a layer has, found from the singular values of its " +
      "outputs. Clones give 1; neurons that are only mixtures of others hardly raise it.",
  ),
  epoch: entry("Epoch", "One pass through all training samples.", ["epochs"]),
  fan_in: entry("Fan in", "How many weights lead into a neuron.", ["fan-in"]),
  gain: entry(
    "Gain",
    "A factor on the spread of the first weights. It makes up for what the activation takes from " +
      "a signal: 1 for a linear layer, \u221a2 for ReLU.",
  ),
  gradient: entry(
    "Gradient",
    "How the loss changes with each weight. Training moves every weight a little against its " +
      "gradient.",
    ["gradients"],
  ),
  gradient_flow: entry(
    "Gradient flow",
    "The spread of delta in the first layer divided by that in the last. Near 1, corrections " +
      "reach all layers; near 0, the first layers do not learn.",
  ),
  initializer: entry(
    "Initializer",
    "The rule that gives the weights their first values, before any training.",
    ["initialization"],
  ),
  l2: entry(
    "L2 penalty",
    "Adds to every weight's gradient a multiple of the weight itself, and so keeps weights small.",
  ),
  learning_rate: entry(
    "Learning rate",
    "How far each step moves the weights. Too small, and nothing happens; too large, and the " +
      "training explodes.",
  ),
  loss: entry("Loss", "How wrong the network is on average. Training makes it smaller."),
  near_clone: entry(
    "Near-clone",
    "A neuron whose numbers differ from another's, but whose picture does not. Training may drive " +
      "the two apart.",
    ["near-clones"],
  ),
  optimizer: entry("Optimizer", "How a gradient becomes a step: plainly, with momentum, or Adam."),
  pre_activation: entry(
    "Pre-activation",
    "A neuron's weighted sum, x W + b, before the activation is applied. Often called z.",
    ["pre-activations"],
  ),
  probe: entry(
    "Probe",
    "The points at which every neuron is looked at: a grid over the input plane, or for images " +
      "some examples of each class.",
  ),
  saturated: entry(
    "Saturated",
    "On a flat part of the activation, such as tanh beyond \u00b10.97. The slope there is near 0, " +
      "and so is the gradient that passes it.",
  ),
  seed: entry(
    "Seed",
    "The number that all random draws follow from. The same seed gives the same weights again.",
    ["seeds"],
  ),
  singular_values: entry(
    "Singular values",
    "By how much a layer stretches its input along each of its main directions.",
  ),
  std: entry("Std", "Standard deviation: how far numbers typically lie from their mean.", [
    "standard deviation",
  ]),
  symmetry: entry(
    "Symmetry",
    "Neurons that could change places without any change in the network. Training alone keeps " +
      "them alike; a random start breaks it.",
  ),
  to_the_eye: entry(
    "To the eye",
    "Two neurons look the same when their outputs differ nowhere on the probe by more than " +
      "2\u00a0% of the layer's range.",
    ["to the eye like"],
  ),
  ulp: entry(
    "Ulp",
    "Unit in the last place: the smallest amount by which a number can change in the computer.",
  ),
});

const NAMES = Object.keys(GLOSSARY);

/**
 * The entry that a whole text means.
 * @param {string} text such as a label
 * @returns {string | null} its name
 */
export function termOf(text) {
  const wanted = text.trim().toLowerCase();
  return NAMES.find((name) => GLOSSARY[name].forms.includes(wanted)) ?? null;
}

/** All forms, the longest first, so that "gradient flow" is not taken for "gradient". */
const ANY_FORM = new RegExp(
  `(?<![\\w-])(?:${NAMES.flatMap((name) => GLOSSARY[name].forms)
    .sort((a, b) => b.length - a.length)
    .join("|")})(?![\\w-])`,
  "gi",
);

/**
 * A text cut at the words that are explained, each the first time it comes.
 * @param {string} text
 * @returns {{text: string, name: string | null}[]} pieces whose texts together are the text
 */
export function cutAtTerms(text) {
  const told = new Set();
  /** @type {{text: string, name: string | null}[]} */
  const pieces = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ANY_FORM)) {
    const name = termOf(found);
    if (told.has(name)) continue;
    told.add(name);
    if (index > end) pieces.push({ text: text.slice(end, index), name: null });
    pieces.push({ text: found, name });
    end = index + found.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), name: null });
  return pieces;
}
