/**
 * Numbers as they are stored: their values, their bits, and hashes that tell equal vectors. The
 * same as app/engine/identify/bits.py, to the last bit.
 */

/** @typedef {"float64" | "float32" | "float16" | "bfloat16"} Dtype */

/** @type {Record<Dtype, number>} */
export const BYTES = { float64: 8, float32: 4, float16: 2, bfloat16: 2 };

// Of MurmurHash3's finalizer.
const FIRST = 0x85ebca6b;
const SECOND = 0xc2b2ae35;
const LANE = 0x27d4eb2f;
const GOLDEN = 0x9e3779b9;

/** @param {number} word */
export function mixed(word) {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, FIRST);
  h ^= h >>> 13;
  h = Math.imul(h, SECOND);
  return h ^ (h >>> 16);
}

/** @param {number} h what `mixed` gave */
export function second(h) {
  const g = Math.imul(h ^ (h >>> 15), LANE);
  return g ^ (g >>> 13);
}

/** @param {number} place */
export function salt(place) {
  return mixed(Math.imul(place, GOLDEN) + GOLDEN);
}

/** @type {Float64Array | null} every number of 16 bits, by its bits */
let halves = null;

function halfTable() {
  if (halves !== null) return halves;
  halves = new Float64Array(65536);
  for (let bits = 0; bits < 65536; bits += 1) {
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    let size = 2 ** (exponent - 25) * (1024 + fraction);
    if (exponent === 0) size = 2 ** -24 * fraction;
    if (exponent === 31) size = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    halves[bits] = bits & 0x8000 ? -size : size;
  }
  return halves;
}

/**
 * @param {ArrayBuffer} buffer
 * @param {Dtype} dtype
 * @returns {{values: Float64Array | Float32Array, words: Uint32Array | Uint16Array}}
 */
export function numbersOf(buffer, dtype) {
  if (dtype === "float32") {
    return { values: new Float32Array(buffer), words: new Uint32Array(buffer) };
  }
  if (dtype === "float64") {
    const parts = new Uint32Array(buffer);
    const words = new Uint32Array(parts.length / 2);
    for (let i = 0; i < words.length; i += 1) {
      words[i] = Math.imul(parts[2 * i], FIRST) ^ parts[2 * i + 1];
    }
    return { values: new Float64Array(buffer), words };
  }
  const words = new Uint16Array(buffer);
  if (dtype === "bfloat16") {
    const upper = Uint32Array.from(words, (word) => word << 16);
    return { values: new Float32Array(upper.buffer), words };
  }
  const table = halfTable();
  return { values: Float64Array.from(words, (word) => table[word]), words };
}

/**
 * @param {Uint32Array} first
 * @param {Uint32Array} other
 * @returns {number} how many different pairs there are
 */
export function distinct(first, other) {
  const seen = new Set();
  // Below 2^53: the second hash gives 21 bits, beside all of the first.
  for (let i = 0; i < first.length; i += 1) seen.add(first[i] * 0x200000 + (other[i] >>> 11));
  return seen.size;
}

/** @param {Uint32Array} first @param {Uint32Array} other */
export function digest(first, other) {
  let [one, two] = [0, 0];
  for (let i = 0; i < first.length; i += 1) {
    const salted = salt(i);
    one = (one + mixed(first[i] ^ salted)) | 0;
    two = (two + mixed(other[i] ^ salted)) | 0;
  }
  return [one, two].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
}
