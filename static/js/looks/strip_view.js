/** One factor of a gradient, sample by sample. */

import { createCanvasView } from "../drawing/canvas_view.js";
import { drawStrip } from "../drawing/charts/strip.js";
import { formatNumber } from "../words/format.js";

/** @typedef {import("./gradient.js").Factor} Factor */

/** @typedef {{name: string, factor: Factor}} StripProps */

const HEIGHT = 44;

/**
 * @param {HTMLElement} host
 * @param {import("../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../types.js").View<StripProps>}
 */
export function createStripView(host, callbacks = {}) {
  const view = createCanvasView(host, callbacks, {
    label: (/** @type {StripProps} */ { name, factor }) =>
      `${name}, for each of ${factor.values.length} samples: mean ${formatNumber(factor.mean)}, ` +
      `mean size ${formatNumber(factor.mean_absolute)}, exactly 0 for ${factor.zeros}`,
    depends: ({ name, factor }) => [name, factor],
    draw(surface, { factor }, theme) {
      const width = surface.width();
      if (!surface.begin(width, HEIGHT)) return;
      drawStrip(surface.ctx, factor.values, { width, height: HEIGHT }, theme);
    },
    describe(x, _, { factor }, width) {
      const index = Math.floor((x / width) * factor.values.length);
      const value = factor.values[index];
      return value === undefined ? null : `sample ${index + 1}: ${formatNumber(value)}`;
    },
  });
  return { update: view.update, destroy: view.destroy };
}
