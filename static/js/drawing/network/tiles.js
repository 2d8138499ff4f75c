/**
 * Neuron tiles: all pictures of a layer painted into one bitmap, one pixel per probe point, and
 * scaled by the canvas when they are put in place.
 */

/** @typedef {import("../theme.js").Theme} Theme */

/**
 * How a value becomes an entry of a lookup table: entry = origin + slope * value.
 * @typedef {object} Encoding
 * @property {"diverging" | "magnitude"} table
 * @property {number} origin
 * @property {number} slope
 * @property {number} low value of the first entry
 * @property {number} high value of the last entry
 */

/**
 * @param {number} limit the value shown in full colour
 * @param {number} [centre] the value shown as nothing
 * @returns {Encoding}
 */
export function divergingEncoding(limit, centre = 0) {
  const slope = limit > 0 ? 127.5 / limit : 0;
  return {
    table: "diverging",
    slope,
    origin: 128 - centre * slope,
    low: centre - limit,
    high: centre + limit,
  };
}

/**
 * @param {number} limit the value shown darkest
 * @returns {Encoding}
 */
export function magnitudeEncoding(limit) {
  const slope = limit > 0 ? 255 / limit : 0;
  return { table: "magnitude", slope, origin: 0.5, low: 0, high: limit };
}

/**
 * The table's entry for a value, -1 for one that is no number.
 * @param {Encoding} encoding
 * @param {number} value
 */
export function entryOf(encoding, value) {
  const entry = encoding.origin + encoding.slope * value;
  if (Number.isNaN(entry)) return -1;
  return entry <= 0 ? 0 : entry >= 255 ? 255 : entry | 0;
}

/**
 * Paints the tiles one under the other: pixel (tile * points + point). What is no number stays
 * transparent.
 * @param {Uint32Array} pixels points * tiles
 * @param {Pick<Picture, "values" | "tiles" | "encoding">} picture
 * @param {Uint32Array} table 256 packed pixels
 */
export function paintTiles(pixels, { values, tiles, encoding }, table) {
  const points = pixels.length / tiles;
  const { origin, slope } = encoding;
  for (let tile = 0; tile < tiles; tile++) {
    let pixel = tile * points;
    for (let source = tile; source < points * tiles; source += tiles) {
      const entry = origin + slope * values[source];
      pixels[pixel++] = Number.isNaN(entry)
        ? 0
        : table[entry <= 0 ? 0 : entry >= 255 ? 255 : entry | 0];
    }
  }
}

/**
 * A layer's bitmap, repainted only for other values, another encoding or another theme.
 * @typedef {object} TileSheet
 * @property {(picture: Picture, theme: Theme) => HTMLCanvasElement} paint
 */

/**
 * @typedef {object} Picture
 * @property {ArrayLike<number>} values rows * cols * tiles, point-major
 * @property {number} rows of one tile
 * @property {number} cols of one tile
 * @property {number} tiles
 * @property {Encoding} encoding
 * @property {boolean} smooth neighbouring points are neighbours in the input plane
 */

/** @returns {TileSheet} */
export function createTileSheet() {
  const canvas = document.createElement("canvas");
  /** @type {ImageData | null} */
  let image = null;
  /** @type {Uint32Array | null} */
  let pixels = null;
  /** @type {ArrayLike<number> | null} */
  let painted = null;
  let key = "";
  return {
    paint(picture, theme) {
      const { values, rows, cols, tiles, encoding } = picture;
      const next = `${theme.version} ${encoding.table} ${encoding.slope} ${encoding.origin}`;
      if (values === painted && next === key) return canvas;
      const ctx = canvas.getContext("2d");
      if (!ctx) return canvas;
      if (!image || !pixels || image.width !== cols || image.height !== rows * tiles) {
        canvas.width = cols;
        canvas.height = rows * tiles;
        image = ctx.createImageData(cols, rows * tiles);
        pixels = new Uint32Array(image.data.buffer);
      }
      paintTiles(pixels, picture, theme[encoding.table]);
      ctx.putImageData(image, 0, 0);
      painted = values;
      key = next;
      return canvas;
    },
  };
}

/**
 * Puts one tile of a sheet in its place.
 * @param {CanvasRenderingContext2D} ctx
 * @param {HTMLCanvasElement} sheet
 * @param {Picture} picture
 * @param {number} tile
 * @param {{x: number, y: number, width: number, height: number}} box
 */
export function placeTile(ctx, sheet, picture, tile, box) {
  const { rows, cols } = picture;
  ctx.imageSmoothingEnabled = picture.smooth;
  ctx.drawImage(sheet, 0, tile * rows, cols, rows, box.x, box.y, box.width, box.height);
}
