/** Pictures of one size as an animated GIF. */

import { applyPalette, GIFEncoder, quantize } from "../../vendor/gifenc-1.0.3/gifenc.esm.js";

/** Colours of a picture; the format has 256, and one stands for 'as before'. */
const COLORS = 255;
/** The picture stays when the next one comes over it. */
const STAYS = 1;

/**
 * @param {number} width
 * @param {number} height
 */
export function createGif(width, height) {
  const encoder = GIFEncoder();
  /** @type {Uint32Array | null} */
  let before = null;
  return {
    /**
     * @param {Uint8ClampedArray<ArrayBuffer>} rgba
     * @param {number} delay how long it is shown, ms
     */
    add(rgba, delay) {
      const palette = quantize(rgba, COLORS);
      const index = applyPalette(rgba, palette);
      const pixels = new Uint32Array(rgba.slice().buffer);
      const last = before;
      if (last !== null) {
        // What stays the same is left out: most of a picture does.
        for (let i = 0; i < pixels.length; i++) if (pixels[i] === last[i]) index[i] = COLORS;
      }
      before = pixels;
      const whole = [...palette];
      while (whole.length <= COLORS) whole.push([0, 0, 0]);
      encoder.writeFrame(index, width, height, {
        palette: whole,
        delay,
        transparent: last !== null,
        transparentIndex: COLORS,
        dispose: STAYS,
      });
    },
    /** @returns {Blob} */
    finish() {
      encoder.finish();
      return new Blob([encoder.bytes()], { type: "image/gif" });
    },
  };
}
