/** From the tensors of a file to the question that the server is asked: summaries, no weights. */

import { sizeOf, summarize } from "./summary.js";

/** @typedef {import("./summary.js").Layout} Layout */
/** @typedef {"torch" | "keras" | "flax" | "none"} Framework */

const CONV1D = /(^|\.)c_(attn|fc|proj)\.weight$/;

/** @param {string[]} names @returns {Framework} */
export function frameworkOf(names) {
  const last = names.map((name) => name.replace(/^.*[./]/, ""));
  if (last.includes("kernel")) return "flax";
  return last.includes("weight") ? "torch" : "none";
}

/**
 * @param {Framework} framework
 * @param {string} name
 * @param {number[]} shape
 * @returns {Layout}
 */
export function layoutOf(framework, name, shape) {
  if (framework === "torch") return "out_in";
  if (framework !== "none") return "in_out";
  return name.endsWith("weight") && shape.length > 1 ? "out_in" : "in_out";
}

/**
 * @param {import("./summary.js").Tensor[]} tensors
 * @param {(done: number, total: number, tensor: string) => void} progress
 */
export async function questionOf(tensors, progress) {
  const framework = frameworkOf(tensors.map((tensor) => tensor.name));
  const is_conv1d = tensors.some(
    ({ name: one, shape }) =>
      one.endsWith("c_attn.weight") && shape.length === 2 && shape[1] === 3 * shape[0],
  );
  const total = tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  let done = 0;
  const found = [];
  for (const tensor of tensors) {
    const is_transposed = is_conv1d && CONV1D.test(tensor.name);
    const layout = is_transposed ? "in_out" : layoutOf(framework, tensor.name, tensor.shape);
    const summary = await summarize(tensor, layout, (entries) => {
      done += entries;
      progress(done, total, tensor.name);
    });
    found.push({ name: tensor.name, shape: tensor.shape, layout, summary });
  }
  return { framework, tensors: found };
}
