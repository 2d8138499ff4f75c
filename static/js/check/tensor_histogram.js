/** A tensor's histogram under the curve of the law that made it, as a small picture. */

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 128;
const HEIGHT = 36;
/** Bins drawn together: 32 bars are enough at this width. */
const JOINED = 2;

/** @param {number[]} counts */
function joined(counts) {
  return counts.flatMap((count, i) => (i % JOINED === 0 ? [count + (counts[i + 1] ?? 0)] : []));
}

/** @param {string} name @param {Record<string, string | number>} attributes */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/**
 * @param {number[]} counts
 * @param {number[]} expected of the law; none where it has no curve
 * @param {string} label what it shows, in words
 */
export function histogram(counts, expected, label) {
  const bars = joined(counts);
  const curve = expected.length === counts.length ? joined(expected) : [];
  const top = [...bars, ...curve].reduce((most, value) => Math.max(most, value), 1);
  const step = WIDTH / bars.length;
  const svg = shape("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    role: "img",
    "aria-label": label,
    class: "check-histogram",
  });
  for (const [i, count] of bars.entries()) {
    const height = (count / top) * HEIGHT;
    svg.append(
      shape("rect", { x: i * step, y: HEIGHT - height, width: step * 0.9, height, class: "bar" }),
    );
  }
  if (curve.length > 0) {
    const points = curve.map(
      (value, i) => `${(i + 0.5) * step},${HEIGHT - (value / top) * HEIGHT}`,
    );
    svg.append(shape("polyline", { points: points.join(" "), class: "curve" }));
  }
  return svg;
}
