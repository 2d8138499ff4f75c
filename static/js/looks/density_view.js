/** What an initializer drew, as a histogram, under the law it promises. */

import { createCanvasView } from "../drawing/canvas_view.js";
import { densityChart, densityScales, drawDensity } from "../drawing/charts/density.js";
import { inside } from "../drawing/network/pick.js";
import { formatNumber, formatPercent } from "../words/format.js";

/** @typedef {import("./inspection.js").Inspection} Inspection */

/**
 * @typedef {object} DensityProps
 * @property {Inspection} inspection
 */

const HEIGHT = 230;

/**
 * @param {HTMLElement} host
 * @param {import("../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../types.js").View<DensityProps>}
 */
export function createDensityView(host, callbacks = {}) {
  const view = createCanvasView(host, callbacks, {
    label: densityLabel,
    depends: (/** @type {DensityProps} */ props) => [props.inspection],
    draw(surface, { inspection }, theme) {
      const width = surface.width();
      if (!surface.begin(width, HEIGHT)) return;
      const chart = densityChart(inspection.sample, inspection.theory);
      if (chart !== null) drawDensity(surface.ctx, chart, width, HEIGHT, theme);
    },
    describe(x, y, { inspection }, width) {
      const chart = densityChart(inspection.sample, inspection.theory);
      if (chart === null) return null;
      const scales = densityScales(chart, width, HEIGHT);
      if (!inside(scales.plot, x, y)) return null;
      const stem = chart.atoms.find(({ value }) => Math.abs(scales.x(value) - x) < 6);
      if (stem !== undefined) {
        return `law: exactly ${formatNumber(stem.value)} for ${formatPercent(stem.probability)}`;
      }
      const bar = chart.bars.find(({ from, to }) => scales.x(from) <= x && x < scales.x(to));
      if (bar === undefined) return null;
      const total = inspection.sample.counts.reduce((sum, count) => sum + count, 0);
      const span = `${formatNumber(bar.from)} to ${formatNumber(bar.to)}`;
      return `${bar.count} of ${total} in ${span}`;
    },
  });
  return { update: view.update, destroy: view.destroy };
}

/** @param {DensityProps} props */
function densityLabel({ inspection }) {
  const { sample, theory, label } = inspection;
  const drawn =
    sample.minimum === sample.maximum
      ? `all equal to ${formatNumber(sample.minimum)}`
      : `drawn with mean ${formatNumber(sample.mean)} and standard deviation ` +
        `${formatNumber(sample.std)}`;
  const promised =
    theory === null
      ? "there is no law to compare with"
      : `the law has mean ${formatNumber(theory.mean)} and standard deviation ` +
        formatNumber(theory.std);
  return `${label}, histogram of ${inspection.bias ? "biases" : "weights"}: ${drawn}; ${promised}`;
}
