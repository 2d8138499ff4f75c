import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { wrap } from "../../../static/js/save/sheet.js";
import { SvgContext } from "../../../static/js/save/svg_context.js";

const ROOT = fileURLToPath(new URL("../../../static/js", import.meta.url));
const DRAWING = ["drawing", "stage", "looks", "save/sheet.js", "lesson"];
/** What is set up of a bitmap, which no picture's drawing calls. */
const OF_BITMAPS = ["canvas", "createImageData", "getImageData", "putImageData", "setTransform"];

const tools = {
  /** @type {any} */
  measure: (
    /** @type {string} */ text,
    /** @type {string} */ _,
    /** @type {string} */ baseline,
  ) => ({
    width: 6 * text.length,
    fontBoundingBoxAscent: baseline === "top" ? 0 : 9,
  }),
  color: (/** @type {string} */ css) => ({ color: css, opacity: css === "#half" ? 0.5 : 1 }),
  image: () => "data:image/png;base64,AA==",
};
const about = { title: '<A> & "b"\ud800', description: "\u0000" };
const context = () => new SvgContext(100, 50, tools);

test("every call that draws on the page can be written as SVG", () => {
  const files = DRAWING.flatMap((place) =>
    place.endsWith(".js")
      ? [place]
      : readdirSync(join(ROOT, place), { recursive: true, encoding: "utf8" })
          .filter((name) => name.endsWith(".js"))
          .map((name) => join(place, name)),
  );
  const used = new Set(
    files.flatMap((file) =>
      [...readFileSync(join(ROOT, file), "utf8").matchAll(/\b(?:ctx|offscreen)\.([a-zA-Z]+)/g)].map(
        ([, name]) => name,
      ),
    ),
  );
  assert.ok(used.size > 20);
  const svg = context();
  const missing = [...used].filter((name) => !(name in svg) && !OF_BITMAPS.includes(name));
  assert.deepEqual(missing, []);
});

test("translations, layers and clips hold for what is drawn within them, and no longer", () => {
  const svg = context();
  svg.globalAlpha = 0.5;
  svg.beginLayer();
  svg.translate(10, 20);
  svg.beginPath();
  svg.rect(0, 0, 5, 5);
  svg.clip();
  svg.save();
  svg.beginPath();
  svg.rect(1, 1, 2, 2);
  svg.clip();
  svg.fillStyle = "#half";
  svg.fillRect(1, 2, 3, 4);
  svg.restore();
  svg.fillRect(0, 0, 1, 1);
  svg.restore();
  svg.globalAlpha = 1;
  svg.fillRect(0, 0, 1, 1);
  const lines = svg.toSvg(about).split("\n");
  assert.deepEqual(lines.slice(3), [
    '<defs><clipPath id="clip-1"><path d="M10 20L15 20L15 25L10 25Z"/></clipPath>' +
      '<clipPath id="clip-2"><path d="M11 21L13 21L13 23L11 23Z"/></clipPath></defs>',
    '<g clip-path="url(#clip-1)">',
    '<g clip-path="url(#clip-2)">',
    '<rect x="11" y="22" width="3" height="4" fill="#half" fill-opacity="0.25"/>',
    "</g>",
    '<rect x="10" y="20" width="1" height="1" fill="#000000" fill-opacity="0.5"/>',
    "</g>",
    '<rect x="0" y="0" width="1" height="1" fill="#000000"/>',
    "",
    "</svg>",
  ]);
});

test("texts stand on the baseline, in the colour and font they were given, and break nothing", () => {
  const svg = context();
  svg.font = '600 12px "Source Sans 3",\n  sans-serif';
  svg.textBaseline = "top";
  svg.textAlign = "center";
  svg.fillText('<b>"\u0007', 10, 5);
  svg.strokeText("halo", 10, 5);
  const text = svg.toSvg(about);
  assert.match(text, /<text [^>]* fill="none" stroke="#000000" stroke-width="1">halo</);
  assert.ok(
    text.includes(
      '<text x="10" y="14" font-family="&quot;Source Sans 3&quot;, sans-serif" font-size="12" ' +
        'font-weight="600" text-anchor="middle" textLength="30" lengthAdjust="spacingAndGlyphs" fill="#000000">&lt;b&gt;&quot;\ufffd</text>',
    ),
    text,
  );
  assert.ok(text.includes("<title>&lt;A&gt; &amp; &quot;b&quot;\ufffd</title>"));
});

test("a path of its own is drawn where the context stands, and circles are whole", () => {
  const svg = context();
  const path = svg.newPath();
  path.moveTo(1, 2);
  path.lineTo(3, 4);
  svg.translate(10, 0);
  svg.setLineDash([5, 3]);
  svg.stroke(path);
  svg.beginPath();
  svg.arc(0, 0, 2, 0, 2 * Math.PI);
  svg.fill();
  const text = svg.toSvg(about);
  assert.ok(text.includes('d="M11 2L13 4" fill="none" stroke="#000000"'), text);
  assert.ok(text.includes('stroke-dasharray="5 3"'));
  assert.ok(text.includes('d="M12 0A2 2 0 0 1 8 0A2 2 0 0 1 12 0"'), text);
});

test("a caption's lines hold all of its words, cut only where one is longer than a line", () => {
  const measure = (/** @type {string} */ text) => text.length;
  const lines = wrap("one two  three https://a/bcdefghijklmnop end", 12, measure);
  assert.deepEqual(lines, ["one two", "three", "https://a/bc", "defghijklmno", "p end"]);
});
