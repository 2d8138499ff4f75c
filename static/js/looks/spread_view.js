/** How one quantity of a layer is spread, over all its neurons and all training samples. */

import { createCanvasView } from "../drawing/canvas_view.js";
import { drawSpread, spreadBars } from "../drawing/charts/spread.js";
import { formatNumber } from "../words/format.js";

/** @typedef {import("../types.js").Spread} Spread */

/**
 * @typedef {object} SpreadProps
 * @property {string} name what is spread, and where
 * @property {Spread} spread
 */

const HEIGHT = 58;

/**
 * @param {HTMLElement} host
 * @param {import("../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../types.js").View<SpreadProps>}
 */
export function createSpreadView(host, callbacks = {}) {
  const view = createCanvasView(host, callbacks, {
    label: spreadLabel,
    depends: (/** @type {SpreadProps} */ { name, spread }) => [name, spread],
    draw(surface, { spread }, theme) {
      const width = surface.width();
      if (!surface.begin(width, HEIGHT)) return;
      drawSpread(surface.ctx, spread.histogram, { width, height: HEIGHT }, theme);
    },
    describe(x, _, { spread }, width) {
      const bars = spreadBars(spread.histogram, width);
      const bar = bars.find((each) => x >= each.x && x < each.x + each.width);
      if (bar === undefined) return null;
      if (!Number.isFinite(bar.from)) return `${bar.count} below ${formatNumber(bar.to)}`;
      if (!Number.isFinite(bar.to)) return `${bar.count} above ${formatNumber(bar.from)}`;
      return `${bar.count} from ${formatNumber(bar.from)} to ${formatNumber(bar.to)}`;
    },
  });
  return { update: view.update, destroy: view.destroy };
}

/** @param {SpreadProps} props */
function spreadLabel({ name, spread: { mean, std, histogram } }) {
  const { below, above } = histogram;
  const outside = below + above === 0 ? "" : `, ${below + above} outside the range`;
  const moments = `mean ${formatNumber(mean)}, standard deviation ${formatNumber(std)}`;
  return `${name}: ${moments}${outside}`;
}
