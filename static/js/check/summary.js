/**
 * A tensor's summary, made slice by slice: what app/engine/identify/tensor_summary.py makes of the same
 * numbers. Only this leaves the machine.
 */

import { BYTES, digest, distinct, mixed, numbersOf, salt, second } from "./bits.js";

/** @typedef {import("./bits.js").Dtype} Dtype */
/** @typedef {"out_in" | "in_out"} Layout */

/**
 * @typedef {object} Tensor
 * @property {string} name
 * @property {number[]} shape
 * @property {Dtype} dtype
 * @property {(start: number, stop: number) => Promise<ArrayBuffer>} read entries, from one place to
 *   another
 */

const BINS = 64;
const MOST_VALUES = 8;
const SAMPLED = 32;
const SAMPLED_LENGTH = 65536;
const LARGEST = 1e60;
const LEAST_STD = 1e-60;
const PARALLEL = 1 - 1e-6;
/** Bytes that are read at once. */
const SLICE_BYTES = 4 * 1024 * 1024;

/** @param {number[]} shape */
export function sizeOf(shape) {
  return shape.reduce((product, side) => product * side, 1);
}

/**
 * @param {number[]} shape
 * @param {Layout} layout
 * @returns {[number, number]} rows and columns of the matrix that a tensor is seen as
 */
export function matrixShape(shape, layout) {
  const size = sizeOf(shape);
  if (shape.length < 2 || size === 0) return [size, 1];
  const last = shape[shape.length - 1];
  return layout === "out_in" ? [shape[0], size / shape[0]] : [size / last, last];
}

/**
 * @param {Tensor} tensor
 * @param {Layout} layout
 * @param {(entries: number) => void} progress told of entries done, each of them once
 */
export async function summarize(tensor, layout, progress) {
  const [rows, columns] = matrixShape(tensor.shape, layout);
  const step = Math.max(1, Math.floor(SLICE_BYTES / BYTES[tensor.dtype] / Math.max(1, columns)));
  /** @param {(row: number, part: ReturnType<typeof numbersOf>) => void} use */
  const pass = async (use) => {
    for (let row = 0; row < rows; row += step) {
      const end = Math.min(rows, row + step);
      const buffer = await tensor.read(row * columns, end * columns);
      use(row, numbersOf(buffer, tensor.dtype));
    }
  };
  const range = createRange();
  await pass((_row, part) => range.add(part.values));
  const is_whole = range.nan + range.infinite === 0;
  const entries = createEntries(range);
  const hashes = [new Uint32Array(columns), new Uint32Array(columns)];
  const matrix =
    is_whole && tensor.shape.length > 1 ? createMatrix(rows, columns, range.mean()) : null;
  await pass((row, part) => {
    hashColumns(hashes, part.words, row, columns);
    entries.add(part.values);
    matrix?.add(row, part.values, part.words);
    progress(part.values.length);
  });
  const found = entries.found();
  return {
    dtype: tensor.dtype,
    count: sizeOf(tensor.shape),
    row_count: rows,
    nan: range.nan,
    infinite: range.infinite,
    ...found,
    diagonal: matrix === null ? 0 : matrix.diagonal(),
    rows: matrix === null ? null : matrix.side(0, matrix.row_hashes),
    columns: matrix === null ? null : matrix.side(1, hashes),
    digest: digest(hashes[0], hashes[1]),
  };
}

/**
 * @param {Uint32Array[]} hashes
 * @param {ArrayLike<number>} words
 * @param {number} row
 * @param {number} columns
 */
function hashColumns([first, other], words, row, columns) {
  for (let at = 0, r = row; at < words.length; r += 1) {
    const salted = salt(r);
    for (let c = 0; c < columns; c += 1, at += 1) {
      const h = mixed(words[at] ^ salted);
      first[c] += h;
      other[c] += second(h);
    }
  }
}

function createRange() {
  let [count, total] = [0, 0];
  const range = {
    nan: 0,
    infinite: 0,
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
    count: () => count,
    mean: () => (count === 0 ? 0 : total / count),
    /** @param {ArrayLike<number>} values */
    add(values) {
      for (let i = 0; i < values.length; i += 1) {
        const value = values[i];
        if (Math.abs(value) <= LARGEST) {
          count += 1;
          total += value;
          if (value < range.minimum) range.minimum = value;
          if (value > range.maximum) range.maximum = value;
        } else if (Number.isNaN(value)) range.nan += 1;
        else range.infinite += 1;
      }
    },
  };
  return range;
}

/** @param {ReturnType<typeof createRange>} range */
function createEntries(range) {
  const mean = range.mean();
  const width = range.maximum - range.minimum;
  const scale = range.count() > 0 && width > 0 ? BINS / width : 0;
  const counts = new Array(BINS).fill(0);
  let [zeros, square, cube, fourth] = [0, 0, 0, 0];
  /** @type {Map<number, number> | null} */
  let values = new Map();
  return {
    /** @param {ArrayLike<number>} given */
    add(given) {
      for (let i = 0; i < given.length; i += 1) {
        const value = given[i];
        if (!(Math.abs(value) <= LARGEST)) continue;
        if (value === 0) zeros += 1;
        counts[Math.min(BINS - 1, Math.floor((value - range.minimum) * scale))] += 1;
        const d = value - mean;
        const d2 = d * d;
        square += d2;
        cube += d2 * d;
        fourth += d2 * d2;
        if (values !== null) {
          values.set(value, (values.get(value) ?? 0) + 1);
          if (values.size > MOST_VALUES) values = null;
        }
      }
    },
    found() {
      const count = Math.max(1, range.count());
      const is_flat = range.count() === 0 || width === 0;
      let std = Math.sqrt(square / count);
      if (is_flat || std < LEAST_STD) std = 0;
      const has_shape = std ** 4 > 0;
      return {
        zeros,
        mean: width === 0 ? range.minimum : mean,
        std,
        skewness: std ** 3 > 0 ? cube / count / std ** 3 : 0,
        kurtosis: has_shape ? fourth / count / std ** 4 : 0,
        minimum: range.count() === 0 ? 0 : range.minimum,
        maximum: range.count() === 0 ? 0 : range.maximum,
        counts,
        values: values === null ? null : [...values].sort(([a], [b]) => a - b),
      };
    },
  };
}

/** @param {number} size */
function sampledIndices(size) {
  if (size <= SAMPLED) return Array.from({ length: size }, (_, i) => i);
  const even = 2 * Math.floor(size / 2);
  return Array.from({ length: SAMPLED }, (_, i) => Math.floor((i * even) / SAMPLED));
}

/**
 * @param {number} rows
 * @param {number} columns
 * @param {number} mean
 */
function createMatrix(rows, columns, mean) {
  const shape = [rows, columns];
  const sums = shape.map((size) => new Float64Array(size));
  const powers = shape.map((size) => new Float64Array(size));
  const nonzeros = shape.map((size) => new Float64Array(size));
  const differs = shape.map((size) => new Uint8Array(size));
  const row_hashes = [new Uint32Array(rows), new Uint32Array(rows)];
  const salts = Uint32Array.from({ length: columns }, (_, i) => salt(i));
  const first_row = new Float64Array(columns);
  const taken = shape.map(sampledIndices);
  const samples = [
    taken[0].map(() => new Float64Array(Math.min(columns, SAMPLED_LENGTH))),
    taken[1].map(() => new Float64Array(Math.min(rows, SAMPLED_LENGTH))),
  ];
  const row_place = new Map(taken[0].map((index, place) => [index, place]));
  let diagonal = 0;

  /** @param {ArrayLike<number>} values @param {number} at @param {number} r */
  const sample = (values, at, r) => {
    const place = row_place.get(r);
    if (place !== undefined) {
      const vector = samples[0][place];
      for (let c = 0; c < vector.length; c += 1) vector[c] = values[at + c];
    }
    if (r < SAMPLED_LENGTH) {
      for (const [i, c] of taken[1].entries()) samples[1][i][r] = values[at + c];
    }
    if (r < columns && values[at + r] !== 0) diagonal += 1;
  };

  /** @param {ArrayLike<number>} values */
  const keepFirst = (values) => {
    for (let c = 0; c < columns; c += 1) first_row[c] = values[c];
  };

  return {
    row_hashes,
    diagonal: () => diagonal,
    /**
     * @param {number} row
     * @param {ArrayLike<number>} values
     * @param {ArrayLike<number>} words
     */
    add(row, values, words) {
      if (row === 0) keepFirst(values);
      for (let at = 0, r = row; at < values.length; r += 1, at += columns) {
        let [sum, power, nonzero, one, two, differ] = [0, 0, 0, 0, 0, 0];
        const begin = values[at];
        for (let c = 0; c < columns; c += 1) {
          const value = values[at + c];
          const d = value - mean;
          sum += value;
          power += d * d;
          sums[1][c] += value;
          powers[1][c] += d * d;
          if (value !== 0) {
            nonzero += 1;
            nonzeros[1][c] += 1;
          }
          if (value !== begin) differ = 1;
          if (value !== first_row[c]) differs[1][c] = 1;
          const h = mixed(words[at + c] ^ salts[c]);
          one = (one + h) | 0;
          two = (two + second(h)) | 0;
        }
        sums[0][r] = sum;
        powers[0][r] = power;
        nonzeros[0][r] = nonzero;
        differs[0][r] = differ;
        row_hashes[0][r] = one;
        row_hashes[1][r] = two;
        sample(values, at, r);
      }
    },
    /** @param {0 | 1} axis @param {Uint32Array[]} hashes */
    side(axis, hashes) {
      const length = shape[1 - axis];
      const zero = nonzeros[axis].reduce((count, n) => count + (n === 0 ? 1 : 0), 0);
      const equal = differs[axis].reduce((count, differ) => count + (differ === 0 ? 1 : 0), 0);
      return {
        distinct: distinct(hashes[0], hashes[1]),
        zero,
        constant: equal - zero,
        mean_spread: variance(sums[axis], length),
        power_spread: variance(powers[axis], length),
        ...angles(samples[axis]),
      };
    },
  };
}

/** @param {Float64Array} totals @param {number} length */
function variance(totals, length) {
  const mean = totals.reduce((sum, total) => sum + total / length, 0) / totals.length;
  const square = totals.reduce((sum, total) => sum + (total / length - mean) ** 2, 0);
  return square / totals.length;
}

/** @param {Float64Array[]} given */
function angles(given) {
  /** @param {Float64Array} a @param {Float64Array} b */
  const dot = (a, b) => {
    let sum = 0;
    for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
    return sum;
  };
  const vectors = given
    .map((vector) => ({ vector, length: Math.sqrt(dot(vector, vector)) }))
    .filter(({ length }) => length > 0);
  let [square, pairs, parallel, opposite] = [0, 0, 0, 0];
  for (const [i, a] of vectors.entries()) {
    for (const b of vectors.slice(i + 1)) {
      const cosine = dot(a.vector, b.vector) / (a.length * b.length);
      if (cosine > PARALLEL) parallel += 1;
      else if (cosine < -PARALLEL) opposite += 1;
      else {
        square += cosine * cosine;
        pairs += 1;
      }
    }
  }
  return { cosine_square: pairs === 0 ? null : square / pairs, parallel, opposite };
}
