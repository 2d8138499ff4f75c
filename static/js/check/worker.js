/** Reads a file apart from the page, which goes on answering meanwhile, and keeps it for more. */

import { numbersOf } from "./bits.js";
import { FileError, tensorsOf } from "./files.js";
import { questionOf } from "./model.js";
import { sendSignals } from "./send_signals.js";
import { sizeOf } from "./summary.js";

/** @typedef {import("./dense_chain.js").DenseLayer} DenseLayer */
/** @typedef {import("./summary.js").Tensor} Tensor */

/** Milliseconds between two words about how far it is. */
const PACE = 100;

/** @type {Map<string, Tensor>} */
let tensors = new Map();

/** @param {string} name */
function tensorOf(name) {
  const found = tensors.get(name);
  if (found === undefined) throw new FileError(`The file holds no ${name}.`);
  return found;
}

/** What the worker can be asked; each answers with a message of its own. */
const TASKS = {
  /** @param {{file: File}} asked */
  async read({ file }) {
    const found = await tensorsOf(file, file.name);
    tensors = new Map(found.map((tensor) => [tensor.name, tensor]));
    let said = 0;
    const question = await questionOf(found, (done, total, tensor) => {
      const now = performance.now();
      if (now - said < PACE) return;
      said = now;
      self.postMessage({ kind: "progress", done, total, tensor });
    });
    return { kind: "question", question };
  },
  /** @param {{layers: DenseLayer[], activation: string, asked: number}} asked */
  async signals({ layers, activation, asked }) {
    const local = layers.map((layer) => ({
      layer,
      weights: tensorOf(layer.name),
      bias: layer.bias === null ? null : tensorOf(layer.bias),
    }));
    return { kind: "signals", growth: await sendSignals(local, activation), asked };
  },
  /** @param {{names: string[]}} asked */
  async numbers({ names }) {
    /** @type {Record<string, Float64Array>} */
    const numbers = {};
    for (const name of names) {
      const { shape, dtype, read } = tensorOf(name);
      const part = numbersOf(await read(0, sizeOf(shape)), dtype);
      numbers[name] = Float64Array.from(part.values);
    }
    return { kind: "numbers", numbers };
  },
};

self.addEventListener("message", async ({ data }) => {
  try {
    const task = TASKS[/** @type {keyof typeof TASKS} */ (data.task)];
    self.postMessage(await task(data));
  } catch (error) {
    const text = error instanceof FileError ? error.message : `The file cannot be read: ${error}`;
    self.postMessage({ kind: "failed", text });
  }
});
