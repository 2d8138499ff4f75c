/** The map on its canvas: a point is dragged over it by pointer or arrow keys. */

import { createCanvasView } from "../../drawing/canvas_view.js";
import { cellUnder, drawMap, placeMap } from "../../drawing/charts/map_chart.js";
import { clamp } from "../../drawing/scale.js";

/** @typedef {import("../../drawing/charts/map_chart.js").MapChart} MapChart */

/**
 * @typedef {object} MapViewProps
 * @property {MapChart} chart
 * @property {[number, number] | null} at
 * @property {string} words what came of the cell of the point
 */

const STEPS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
});

/**
 * @param {HTMLElement} host
 * @param {object} callbacks
 * @param {(hover: import("../../types.js").Hover) => void} callbacks.onHover
 * @param {(place: [number, number]) => string} callbacks.describe
 * @param {(place: [number, number]) => void} callbacks.onMove
 * @param {() => void} callbacks.onOpen the cell of the point
 */
export function createMapView(host, { onHover, describe, onMove, onOpen }) {
  const view = createCanvasView(
    host,
    { onHover },
    {
      label: mapLabel,
      depends: (/** @type {MapViewProps} */ { chart, at }) => [chart, at?.join()],
      draw(surface, { chart, at }, theme) {
        const { plot, height } = placeMap(chart, surface.width());
        if (surface.begin(surface.width(), height)) drawMap(surface.ctx, chart, plot, at, theme);
      },
      describe(x, y, { chart }, width) {
        const { plot } = placeMap(chart, width);
        const is_inside =
          x >= plot.x && x < plot.x + plot.width && y >= plot.y && y < plot.y + plot.height;
        return is_inside ? describe(cellUnder(chart, plot, x, y)) : null;
      },
    },
  );
  const { canvas } = view.surface;
  canvas.tabIndex = 0;
  canvas.classList.add("map-field");
  /** Whether the pointer has gone to another cell since it came down. */
  let moved = false;
  /** @param {PointerEvent} event */
  const follow = (event) => {
    const props = view.props();
    if (props === null) return;
    const { plot } = placeMap(props.chart, view.surface.width());
    const place = cellUnder(props.chart, plot, event.offsetX, event.offsetY);
    if (place.join() === props.at?.join()) return;
    moved = true;
    onMove(place);
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    moved = false;
    follow(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) follow(event);
  });
  // The first click goes to a cell, another one on it opens it.
  canvas.addEventListener("click", () => {
    if (!moved) onOpen();
  });
  canvas.addEventListener("keydown", (event) => {
    const props = view.props();
    if (props === null) return;
    if (event.key === "Enter") {
      event.preventDefault();
      onOpen();
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const { columns, rows } = props.chart;
    const [column, row] = props.at ?? [0, 0];
    const moves = props.at !== null;
    onMove([
      clamp(column + (moves ? step[0] : 0), 0, columns.length - 1),
      clamp(row + (moves ? step[1] : 0), 0, rows.length - 1),
    ]);
  });
  return view;
}

/** @param {MapViewProps} props */
function mapLabel({ chart, words }) {
  const { title, x_title, y_title, values, marks, domain, format } = chart;
  const known = marks.filter((mark) => mark !== "missing").length;
  const diverged = marks.filter((mark) => mark === "diverged").length;
  const measured = values.filter((value) => value !== null);
  const told = measured.length === 0 ? "" : `, from ${format(domain[0])} to ${format(domain[1])}`;
  const lines = chart.lines.map(({ label }) => `; with the line ${label}`).join("");
  const point = words === "" ? "" : ` The point: ${words}`;
  return (
    `Map of ${title}${told}, across ${x_title}, up ${y_title}: ${known} of ${marks.length} cells ` +
    `measured, ${diverged} diverged${lines}.${point}`
  );
}
