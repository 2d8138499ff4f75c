/**
 * Drawing on what writes lines instead of pixels.
 *
 * A vector context takes the same calls as a canvas; whatever draws need not know on which it does,
 * but for paths, which a browser's own kind shows to nobody, and for bitmaps kept aside.
 */

/** What is common to a browser's path and a recorded one. @typedef {Path2D} Path */

/**
 * @typedef {object} VectorOnly
 * @property {() => Path} newPath
 * @property {() => void} beginLayer until the matching `restore`, all is drawn as on a bitmap of its
 *   own that is then put in place with the opacity of now
 */

/**
 * Whether a context writes vectors.
 * @param {CanvasRenderingContext2D} ctx
 * @returns {ctx is CanvasRenderingContext2D & VectorOnly}
 */
export function isVector(ctx) {
  return "newPath" in ctx;
}

/**
 * A path that the context can draw.
 * @param {CanvasRenderingContext2D} ctx
 * @returns {Path}
 */
export function newPath(ctx) {
  return isVector(ctx) ? ctx.newPath() : new Path2D();
}
