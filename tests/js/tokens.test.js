import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/**
 * @param {string} name
 * @returns {Map<string, string>} custom property to value
 */
function tokens(name) {
  const css = readFileSync(new URL(`../../static/css/${name}`, import.meta.url), "utf8");
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, "");
  return new Map(
    [...plain.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, key, value]) => [key, value]),
  );
}

const LIGHT = tokens("tokens.css");
const DARK = new Map([...LIGHT, ...tokens("tokens_dark.css")]);
const isColour = (/** @type {string} */ value) => value.startsWith("#");

/**
 * WCAG 2.2, relative luminance of an sRGB colour written #rrggbb.
 * @param {string} hex
 */
function luminance(hex) {
  const parts = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r, g, b] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * @param {string} a
 * @param {string} b
 */
function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

test("black on white has the contrast that the standard gives", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
});

test("every colour of the light scheme has one in the dark scheme, and no other", () => {
  const colours = [...LIGHT].filter(([, value]) => isColour(value)).map(([name]) => name);
  assert.deepEqual([...tokens("tokens_dark.css").keys()].sort(), colours.sort());
});

const TEXT = [
  ["ink", "surface"],
  ["ink", "surface-raised"],
  ["ink-2", "surface"],
  ["ink-2", "surface-raised"],
  ["ink-3", "surface"],
  ["ink-3", "surface-raised"],
  ["accent", "surface"],
  ["accent-ink", "accent"],
  ["warning", "surface"],
  ["warning", "warning-soft"],
  ["surface", "ink"],
  // Lines of these colours have their names in the same colour.
  ...Array.from({ length: 9 }, (_, i) => [`series-${i}`, "surface"]),
];
const MARKS = [
  ["line-strong", "surface"],
  ["signed-negative", "surface"],
  ["signed-positive", "surface"],
  ["signed-negative", "signed-zero"],
  ["signed-positive", "signed-zero"],
  ["magnitude-6", "magnitude-0"],
  ["curve-test", "surface"],
  ...Array.from({ length: 10 }, (_, i) => [`class-${i}`, "surface"]),
];

for (const [scheme, colours] of Object.entries({ light: LIGHT, dark: DARK })) {
  /** @param {string} name */
  const colour = (name) => {
    const value = colours.get(name);
    assert.ok(value !== undefined && isColour(value), name);
    return value;
  };

  test(`text of the ${scheme} scheme keeps 4.5:1`, () => {
    for (const [front, back] of TEXT) {
      const ratio = contrast(colour(front), colour(back));
      assert.ok(ratio >= 4.5, `${front} on ${back}: ${ratio.toFixed(2)}`);
    }
  });

  test(`marks of the ${scheme} scheme keep 3:1`, () => {
    for (const [front, back] of MARKS) {
      const ratio = contrast(colour(front), colour(back));
      assert.ok(ratio >= 3, `${front} on ${back}: ${ratio.toFixed(2)}`);
    }
  });

  test(`magnitudes of the ${scheme} scheme are evenly spaced in lightness`, () => {
    // CIE 1976 lightness, valid above a luminance of 0.0089.
    const lights = Array.from(
      { length: 7 },
      (_, i) => 116 * Math.cbrt(luminance(colour(`magnitude-${i}`))) - 16,
    );
    const even = (lights[6] - lights[0]) / 6;
    lights.slice(1).forEach((light, i) => {
      assert.ok(
        Math.abs((light - lights[i]) / even - 1) < 0.2,
        `step ${i} is ${light - lights[i]}`,
      );
    });
  });
}
