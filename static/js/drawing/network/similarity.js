/** How alike two neurons are: the cosine of their centred outputs. */

/**
 * Relative size below which a centred output is only rounding: a constant neuron.
 * Outputs travel as bytes or 32-bit floats, whose own steps are larger than this.
 */
const CONSTANT = 1e-6;

/**
 * Similarities of all pairs of neurons. Equal outputs have 1, constant ones included; a constant
 * output has 0 to any other.
 * @param {Float32Array} outputs points * neurons, point-major
 * @param {number} neurons
 * @returns {Float32Array} neurons * neurons, symmetric, in [-1, 1]
 */
export function similarityMatrix(outputs, neurons) {
  const points = outputs.length / neurons;
  const centred = centreColumns(outputs, neurons, points);
  const matrix = new Float32Array(neurons * neurons);
  for (let a = 0; a < neurons; a++) {
    for (let b = a; b < neurons; b++) {
      const value = sameColumn(outputs, neurons, a, b) ? 1 : cosine(centred, points, a, b);
      matrix[a * neurons + b] = value;
      matrix[b * neurons + a] = value;
    }
  }
  return matrix;
}

/**
 * @param {Float32Array} outputs
 * @param {number} neurons
 * @param {number} points
 * @returns {Float64Array} neuron-major, each of length 1, or of zeros for a constant neuron
 */
function centreColumns(outputs, neurons, points) {
  const centred = new Float64Array(outputs.length);
  for (let neuron = 0; neuron < neurons; neuron++) {
    let sum = 0;
    let largest = 0;
    for (let point = 0; point < points; point++) {
      const value = outputs[point * neurons + neuron];
      sum += value;
      largest = Math.max(largest, Math.abs(value));
    }
    const mean = sum / points;
    let squares = 0;
    for (let point = 0; point < points; point++) {
      const difference = outputs[point * neurons + neuron] - mean;
      centred[neuron * points + point] = difference;
      squares += difference * difference;
    }
    const length = Math.sqrt(squares);
    const scale = length > CONSTANT * largest * Math.sqrt(points) ? 1 / length : 0;
    for (let point = 0; point < points; point++) centred[neuron * points + point] *= scale;
  }
  return centred;
}

/**
 * @param {Float32Array} outputs
 * @param {number} neurons
 * @param {number} a
 * @param {number} b
 */
function sameColumn(outputs, neurons, a, b) {
  for (let row = 0; row < outputs.length; row += neurons) {
    if (outputs[row + a] !== outputs[row + b]) return false;
  }
  return true;
}

/**
 * @param {Float64Array} centred
 * @param {number} points
 * @param {number} a
 * @param {number} b
 */
function cosine(centred, points, a, b) {
  let product = 0;
  for (let point = 0; point < points; point++) {
    product += centred[a * points + point] * centred[b * points + point];
  }
  return Math.min(1, Math.max(-1, product));
}
