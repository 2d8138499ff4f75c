/**
 * The activation functions by name.
 *
 * Made by `python -m app.wire.javascript_activations static/js/stream/activations.js`; a test fails
 * where it differs.
 */

/** @type {Readonly<Record<string, (z: number) => number>>} */
export const ACTIVATIONS = Object.freeze({
  elu: (z) => (z > 0 ? z : Math.expm1(Math.min(z, 0))),
  gelu: (z) => 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3))),
  leaky_relu: (z) => (z > 0 ? z : 0.01 * z),
  linear: (z) => z,
  relu: (z) => Math.max(z, 0),
  selu: (z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(Math.min(z, 0))),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  silu: (z) => z / (1 + Math.exp(-z)),
  softplus: (z) => Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(0 - z))),
  softsign: (z) => z / (1 + Math.abs(z)),
  tanh: (z) => Math.tanh(z),
});
