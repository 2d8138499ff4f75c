/** Canvases that stay sharp: their bitmap follows the box and the device's pixel ratio. */

import { isVector } from "./vector.js";

/**
 * @typedef {object} Surface
 * @property {HTMLCanvasElement} canvas
 * @property {CanvasRenderingContext2D} ctx
 * @property {() => number} width of the host, whole CSS px; 0 while it is not shown
 * @property {() => number} ratio device pixels per CSS px
 * @property {(width: number, height: number) => boolean} begin
 *   sizes the canvas if it must, clears it, sets the transform to CSS px; false if nothing to draw
 * @property {() => void} destroy
 */

/** A canvas larger than this on a side is refused by some browsers. */
const LARGEST_SIDE_PX = 8192;

/**
 * @param {HTMLElement} host
 * @param {() => void} onResize the host's width or the pixel ratio has changed
 * @returns {Surface}
 */
export function createSurface(host, onResize) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.style.display = "block";
  // Until it is drawn it takes no room: its size by default would push aside what is there.
  canvas.width = 0;
  canvas.height = 0;
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("this browser gives no 2D canvas");
  host.append(canvas);

  let width = Math.floor(host.clientWidth);
  let ratio = globalThis.devicePixelRatio || 1;
  const observer = new ResizeObserver((entries) => {
    const next = Math.floor(entries[entries.length - 1].contentRect.width);
    // Heights follow from what is drawn; answering them would be a loop.
    if (next === width) return;
    width = next;
    onResize();
  });
  observer.observe(host);

  /** @type {MediaQueryList | null} */
  let query = null;
  function watchRatio() {
    query?.removeEventListener("change", ratioChanged);
    query = matchMedia(`(resolution: ${globalThis.devicePixelRatio}dppx)`);
    query.addEventListener("change", ratioChanged);
  }
  function ratioChanged() {
    ratio = globalThis.devicePixelRatio || 1;
    watchRatio();
    onResize();
  }
  watchRatio();

  return {
    canvas,
    ctx,
    width: () => width,
    ratio: () => ratio,
    begin(css_width, css_height) {
      if (css_width < 1 || css_height < 1) return false;
      const pixels_x = Math.min(LARGEST_SIDE_PX, Math.round(css_width * ratio));
      const pixels_y = Math.min(LARGEST_SIDE_PX, Math.round(css_height * ratio));
      // Assigning a size clears and reallocates the bitmap even when it is the same.
      if (canvas.width !== pixels_x || canvas.height !== pixels_y) {
        canvas.width = pixels_x;
        canvas.height = pixels_y;
        canvas.style.width = `${css_width}px`;
        canvas.style.height = `${css_height}px`;
      }
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, pixels_x, pixels_y);
      ctx.setTransform(pixels_x / css_width, 0, 0, pixels_y / css_height, 0, 0);
      return true;
    },
    destroy() {
      observer.disconnect();
      query?.removeEventListener("change", ratioChanged);
      canvas.remove();
    },
  };
}

/**
 * A bitmap kept aside and painted only when what it shows has changed.
 * @typedef {object} Cached
 * @property {(ctx: CanvasRenderingContext2D, place: CachedPlace,
 *   paint: (ctx: CanvasRenderingContext2D) => void) => void} draw
 *   puts it in its place, repainted if the key or the size differs from the last call's; into a
 *   vector it is painted at once
 */

/**
 * @typedef {object} CachedPlace
 * @property {string} key
 * @property {{x: number, y: number, width: number, height: number}} box CSS px; `paint` has its
 *   corner at 0, 0
 * @property {number} ratio device pixels per CSS px
 */

/** @returns {Cached} */
export function createCached() {
  const canvas = document.createElement("canvas");
  let last = "";
  /** @param {CachedPlace} place @param {(ctx: CanvasRenderingContext2D) => void} paint */
  const paintAside = ({ key, box: { width, height }, ratio }, paint) => {
    const full_key = `${key}|${width}x${height}@${ratio}`;
    if (full_key === last) return;
    last = full_key;
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    const ctx = canvas.getContext("2d");
    if (!ctx) return;
    // Assigning a size clears the bitmap.
    ctx.setTransform(canvas.width / width, 0, 0, canvas.height / height, 0, 0);
    paint(ctx);
  };
  return {
    draw(ctx, place, paint) {
      const { x, y, width, height } = place.box;
      if (!isVector(ctx)) {
        paintAside(place, paint);
        ctx.drawImage(canvas, x, y, width, height);
        return;
      }
      ctx.beginLayer();
      ctx.beginPath();
      ctx.rect(x, y, width, height);
      ctx.clip();
      ctx.translate(x, y);
      paint(ctx);
      ctx.restore();
    },
  };
}
