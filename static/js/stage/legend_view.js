/** What the colours mean, in numbers. */

import { createCached } from "../drawing/canvas.js";
import { createCanvasView } from "../drawing/canvas_view.js";
import { cssOf } from "../drawing/color.js";
import { fontOf } from "../drawing/theme.js";
import { formatExact } from "../words/format.js";

/** @typedef {import("../drawing/theme.js").Theme} Theme */

/**
 * @typedef {object} LegendProps
 * @property {"diverging" | "magnitude"} table
 * @property {number} low value of the first colour
 * @property {number} high value of the last colour
 * @property {string} title the quantity, with its unit if it has one
 */

const HEIGHT = 34;
const BAR = { y: 4, height: 10 };
const LARGEST_WIDTH = 220;

/**
 * @param {HTMLElement} host
 * @param {import("../drawing/canvas_view.js").HoverCallbacks} [callbacks]
 * @returns {import("../types.js").View<LegendProps>}
 */
export function createColorLegend(host, callbacks = {}) {
  const cached = createCached();
  const view = createCanvasView(host, callbacks, {
    label: (/** @type {LegendProps} */ { title, low, high, table }) => {
      const scale = table === "diverging" ? "blue to orange" : "light to dark";
      return `colour scale: ${title} from ${formatExact(low)} to ${formatExact(high)}, ${scale}`;
    },
    depends: ({ table, low, high, title }) => [table, low, high, title],
    draw(surface, props, theme) {
      const width = Math.min(LARGEST_WIDTH, surface.width());
      if (!surface.begin(width, HEIGHT)) return;
      const key = `${props.table} ${theme.version}`;
      const box = { x: 0, y: BAR.y, width, height: BAR.height };
      cached.draw(surface.ctx, { key, box, ratio: surface.ratio() }, (ctx) => {
        for (let x = 0; x < width; x++) {
          const entry = Math.round((x / Math.max(1, width - 1)) * 255);
          ctx.fillStyle = cssOf(theme[props.table][entry]);
          ctx.fillRect(x, 0, 1.5, BAR.height);
        }
      });
      drawNumbers(surface.ctx, props, width, theme);
    },
    describe(x, _, { low, high, title }, canvas_width) {
      const width = Math.min(LARGEST_WIDTH, canvas_width);
      const value = low + (Math.min(width, Math.max(0, x)) / width) * (high - low);
      return `${title} ${formatExact(Number(value.toPrecision(2)))}`;
    },
  });
  return { update: view.update, destroy: view.destroy };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {LegendProps} props
 * @param {number} width
 * @param {Theme} theme
 */
function drawNumbers(ctx, { low, high, title }, width, theme) {
  const y = BAR.y + BAR.height + 4;
  ctx.strokeStyle = theme.color["line-strong"];
  ctx.lineWidth = 1;
  ctx.strokeRect(0.5, BAR.y + 0.5, width - 1, BAR.height - 1);
  ctx.font = fontOf(theme, "small");
  ctx.fillStyle = theme.color["ink-3"];
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  ctx.fillText(formatExact(low), 0, y);
  ctx.textAlign = "right";
  ctx.fillText(formatExact(high), width, y);
  ctx.textAlign = "center";
  ctx.fillText(title, width / 2, y);
}
