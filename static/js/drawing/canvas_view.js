/**
 * What all views share: a canvas that stays sharp, drawing through the one scheduler, another
 * drawing when the scheme changes, and hovers.
 */

import { createSurface } from "./canvas.js";
import { cancel, invalidate } from "./scheduler.js";
import { currentTheme, onThemeChange } from "./theme.js";

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./canvas.js").Surface} Surface */
/** @typedef {import("../types.js").Hover} Hover */

/**
 * @typedef {object} HoverCallbacks
 * @property {(hover: Hover) => void} [onHover]
 */

/**
 * @template Props
 * @typedef {object} Painter
 * @property {(surface: Surface, props: Props, theme: Theme, time: number) => void} draw
 * @property {(props: Props) => string} label what the picture shows, in words
 * @property {(props: Props) => readonly unknown[]} depends everything the picture depends on; while
 *   each of these is the same as before, an update draws nothing
 * @property {(x: number, y: number, props: Props, width: number) => string | null} [describe]
 *   the value under a point (CSS px of a canvas of that width), null where there is nothing
 * @property {() => void} [leave] the pointer has gone
 */

/**
 * The picture of a canvas, to be drawn elsewhere by the code that draws it on the page.
 * @typedef {object} Figure
 * @property {() => string} label what it shows, in words
 * @property {(surface: Surface) => void} draw
 */

/** @type {WeakMap<HTMLCanvasElement, Figure>} */
const figures = new WeakMap();

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Figure | null} null if it is none of a view's
 */
export function figureOf(canvas) {
  return figures.get(canvas) ?? null;
}

/**
 * A view of one canvas.
 * @template Props
 * @param {HTMLElement} host
 * @param {HoverCallbacks} callbacks
 * @param {Painter<Props>} painter
 * @returns {import("../types.js").View<Props> & {surface: Surface, redraw: () => void,
 *   props: () => Props | null}}
 */
export function createCanvasView(host, callbacks, painter) {
  /** @type {Props | null} */
  let props = null;
  let label = "";
  /** @type {readonly unknown[] | null} */
  let drawn_from = null;
  let drawn_at = 0;
  const drawable = {
    /** @param {number} time */
    draw(time) {
      drawn_at = time;
      if (props === null) return;
      const words = painter.label(props);
      // Assistive technology is told of a label when it is set, changed or not.
      if (words !== label) {
        label = words;
        surface.canvas.setAttribute("aria-label", words);
      }
      painter.draw(surface, props, currentTheme(), time);
    },
  };
  const redraw = () => invalidate(drawable);
  const surface = createSurface(host, redraw);
  // The first words come with the first drawing, a frame from now or more.
  surface.canvas.setAttribute("aria-label", "nothing drawn yet");
  figures.set(surface.canvas, {
    label: () => label,
    draw(elsewhere) {
      if (props === null) return;
      painter.draw(elsewhere, props, currentTheme(), drawn_at);
      // A painter remembers where it has put things, which has to be where they are on the page.
      redraw();
    },
  });
  const stopTheme = onThemeChange(redraw);
  const stopHover = watchPointer(
    surface.canvas,
    (x, y, event) => {
      const text = props && (painter.describe?.(x, y, props, surface.width()) ?? null);
      callbacks.onHover?.(text === null ? null : { text, x: event.clientX, y: event.clientY });
    },
    () => {
      painter.leave?.();
      callbacks.onHover?.(null);
    },
  );

  return {
    surface,
    redraw,
    props: () => props,
    update(next) {
      props = next;
      const from = painter.depends(next);
      if (sameValues(drawn_from, from)) return;
      drawn_from = from;
      redraw();
    },
    destroy() {
      cancel(drawable);
      stopTheme();
      stopHover();
      surface.destroy();
    },
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {(x: number, y: number, event: PointerEvent) => void} onMove CSS px of the canvas
 * @param {() => void} onLeave
 * @returns {() => void} stops watching
 */
export function watchPointer(canvas, onMove, onLeave) {
  /** @param {PointerEvent} event */
  const move = (event) => onMove(event.offsetX, event.offsetY, event);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerdown", move);
  canvas.addEventListener("pointerleave", onLeave);
  return () => {
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerdown", move);
    canvas.removeEventListener("pointerleave", onLeave);
  };
}

/**
 * @param {readonly unknown[] | null} before
 * @param {readonly unknown[]} after
 */
function sameValues(before, after) {
  return before?.length === after.length && after.every((value, i) => before[i] === value);
}
