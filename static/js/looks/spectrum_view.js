/** The singular values of what an initializer drew. */

import { createCanvasView } from "../drawing/canvas_view.js";
import { drawSpectrum, rankOf, spectrumScales } from "../drawing/charts/spectrum.js";
import { inside } from "../drawing/network/pick.js";
import { formatNumber } from "../words/format.js";

/**
 * @typedef {object} SpectrumProps
 * @property {number[]} values largest first
 * @property {number} larger_side of the matrix
 */

const HEIGHT = 190;

/**
 * @param {HTMLElement} host
 * @param {import("../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../types.js").View<SpectrumProps>}
 */
export function createSpectrumView(host, callbacks = {}) {
  const view = createCanvasView(host, callbacks, {
    label: (props) => `Singular values: ${describeSpectrum(props)}`,
    depends: (/** @type {SpectrumProps} */ props) => [props.values],
    draw(surface, { values }, theme) {
      const width = surface.width();
      if (surface.begin(width, HEIGHT)) drawSpectrum(surface.ctx, values, width, HEIGHT, theme);
    },
    describe(x, y, { values }, width) {
      const scales = spectrumScales(values, width, HEIGHT);
      if (!inside(scales.plot, x, y)) return null;
      const share = (x - scales.plot.x) / scales.plot.width;
      const index = Math.min(values.length - 1, Math.floor(share * values.length));
      return `singular value ${index + 1} of ${values.length}: ${formatNumber(values[index])}`;
    },
  });
  return { update: view.update, destroy: view.destroy };
}

/**
 * What the singular values mean for a signal, in words.
 * @param {SpectrumProps} props
 */
export function describeSpectrum({ values, larger_side }) {
  const rank = rankOf(values, larger_side);
  const [largest, smallest] = [values[0], values[values.length - 1]];
  if (rank === 0) return "all 0, so nothing passes this layer.";
  if (rank < values.length) {
    const ways = rank === 1 ? "one direction passes" : `${rank} directions pass`;
    return `rank ${rank} of ${values.length}: only ${ways} this layer.`;
  }
  if (largest - smallest <= 1e-9 * largest) {
    return `all ${formatNumber(largest)}, so every direction is stretched alike.`;
  }
  const range = `${formatNumber(smallest)} to ${formatNumber(largest)}`;
  return `a signal's length changes by a factor of ${range}, depending on its direction.`;
}
