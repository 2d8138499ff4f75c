/**
 * One animation frame for all views.
 *
 * A view that has changed calls `invalidate`; at the next animation frame every dirty view draws
 * once. Setters therefore cost nothing, however often they are called between two frames.
 */

/**
 * @typedef {object} Drawable
 * @property {(time: number) => void} draw `time` is the frame's own clock in milliseconds
 */

/**
 * @typedef {object} Scheduler
 * @property {(view: Drawable) => void} invalidate draw this view in the next frame
 * @property {(view: Drawable) => void} cancel forget a view, for instance a destroyed one
 * @property {(listener: ((milliseconds: number) => void) | null) => void} observe
 *   told after each frame how long all its drawing took; for benchmarks
 */

/**
 * @param {(callback: (time: number) => void) => unknown} requestFrame
 * @param {() => number} now a clock in milliseconds
 * @returns {Scheduler}
 */
export function createScheduler(requestFrame, now) {
  /** @type {Set<Drawable>} */
  let dirty = new Set();
  /** @type {Set<Drawable>} */
  let drawing = new Set();
  let queued = false;
  /** @type {((milliseconds: number) => void) | null} */
  let observer = null;

  /** @param {number} time */
  function flush(time) {
    queued = false;
    // The two sets change places, so a view that invalidates itself while drawing (an animation)
    // is drawn in the next frame and no set is allocated per frame.
    [dirty, drawing] = [drawing, dirty];
    const start = now();
    for (const view of drawing) {
      try {
        view.draw(time);
      } catch (error) {
        // One broken view must not keep the others from drawing, and must not pass unseen.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    drawing.clear();
    observer?.(now() - start);
  }

  return {
    invalidate(view) {
      dirty.add(view);
      if (!queued) {
        queued = true;
        requestFrame(flush);
      }
    },
    cancel(view) {
      dirty.delete(view);
      drawing.delete(view);
    },
    observe(listener) {
      observer = listener;
    },
  };
}

/** The page's one scheduler. */
export const scheduler = createScheduler(
  (callback) => globalThis.requestAnimationFrame(callback),
  () => performance.now(),
);

export const { invalidate, cancel } = scheduler;
