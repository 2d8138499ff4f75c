/** A quantity of untrained networks against depth, one curve for each initializer. */

import { createCanvasView } from "../drawing/canvas_view.js";
import { depthScales, drawDepth, drawDepthMarker } from "../drawing/charts/depth_chart.js";
import { inside } from "../drawing/network/pick.js";
import { clamp } from "../drawing/scale.js";
import { formatNumber } from "../words/format.js";

/** @typedef {import("../drawing/charts/depth_chart.js").DepthChart} DepthChart */
/** @typedef {import("../drawing/charts/depth_chart.js").DepthCurve} DepthCurve */

/**
 * @typedef {object} DepthProps
 * @property {string} title what is drawn, in words
 * @property {DepthChart} chart
 */

const HEIGHT = 300;

/**
 * @param {HTMLElement} host
 * @param {import("../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../types.js").View<DepthProps>}
 */
export function createDepthView(host, callbacks = {}) {
  /** @type {number | null} */
  let hovered = null;
  /** @param {number | null} index */
  const mark = (index) => {
    if (index === hovered) return;
    hovered = index;
    view.redraw();
  };
  const view = createCanvasView(host, callbacks, {
    label: depthLabel,
    depends: (/** @type {DepthProps} */ { title, chart }) => [title, chart],
    draw(surface, { chart }, theme) {
      const width = surface.width();
      if (!surface.begin(width, HEIGHT)) return;
      const scales = depthScales(chart, width, HEIGHT);
      drawDepth(surface.ctx, chart, scales, theme);
      if (hovered !== null && hovered < chart.depth) {
        drawDepthMarker(surface.ctx, chart, scales, hovered, theme);
      }
    },
    describe(x, y, { chart }, width) {
      const scales = depthScales(chart, width, HEIGHT);
      const { plot } = scales;
      if (!inside({ ...plot, x: plot.x - 6, width: plot.width + 12 }, x, y)) {
        mark(null);
        return null;
      }
      const share = (x - plot.x) / plot.width;
      const index = clamp(Math.round(share * (chart.depth - 1)), 0, chart.depth - 1);
      mark(index);
      return describeLayer(chart, index);
    },
    leave: () => mark(null),
  });
  return { update: view.update, destroy: view.destroy };
}

/**
 * @param {DepthChart} chart
 * @param {number} index
 */
function describeLayer({ curves }, index) {
  const lines = curves.map(({ name, mean, low, high, theory }) => {
    const band = `${formatNumber(low[index], 2)} to ${formatNumber(high[index], 2)}`;
    const expected = theory === null ? "" : `, theory ${formatNumber(theory[index])}`;
    return `${name}: ${formatNumber(mean[index])} (${band}${expected})`;
  });
  return [`Layer ${index + 1}`, ...lines].join("\n");
}

/** @param {DepthProps} props */
function depthLabel({ title, chart }) {
  const told = chart.curves.map(({ name, mean }) => {
    const [first, last] = [mean[0], mean[mean.length - 1]].map((value) => formatNumber(value));
    return chart.ends === "right"
      ? `${name} from ${first} in layer 1 to ${last} in layer ${chart.depth}`
      : `${name} from ${last} in layer ${chart.depth} to ${first} in layer 1`;
  });
  return `${title}, on a logarithmic axis: ${told.join("; ")}`;
}
