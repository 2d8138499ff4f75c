import assert from "node:assert/strict";
import { test } from "node:test";
import { prepare } from "../../../static/js/own/prepare.js";
import { readNumber, readTable } from "../../../static/js/own/read_table.js";

const MOST = { samples: 50, inputs: 3, classes: 4 };
const USUAL = /** @type {const} */ ({
  target: 2,
  task: "auto",
  test_fraction: 0,
  standardize: false,
});

/** @param {string} text @param {object} [choices] */
function read(text, choices = {}) {
  return prepare(readTable(text), { ...USUAL, ...choices }, MOST);
}

const POINTS = [
  [0.5, -1.25, 1],
  [1e-3, 2, 0],
];
/** The same two points, as programs of several locales save them. */
const FORMS = {
  plain: "0.5,-1.25,1\n0.001,2,0\n",
  "with names": "x,y,class\r\n0.5,-1.25,1\r\n1e-3,2,0",
  "decimal commas": "x;y;class\n0,5;-1,25;1\n0,001;2;0\n",
  "decimal commas in quotes": '"x";"y";"c"\n"0,5"; "-1,25" ;"1"\n"0,001";"2";"0"',
  tabs: "x\ty\tclass\n0,5\t-1,25\t1\n0.001\t2\t0\n\n\n",
  spaces: "  0.5   -1.25 1\n 1e-3 2   0  ",
  "spaces and decimal commas": "0,5 -1,25 1\n0,001 2,0 0",
  "a byte order mark and a real minus": "\ufeffa,b,c\n0.5,\u22121.25,1\n.001,2.,0",
  "old line ends": "a,b,c\r0.5,-1.25,1\r.001,2,0\r",
};

test("a table means the same in every locale and form", () => {
  for (const [name, text] of Object.entries(FORMS)) {
    const { inputs, targets, task } = read(text, { task: "classification" });
    assert.deepEqual(
      inputs.map((input, i) => [...input, targets[i]]),
      POINTS,
      name,
    );
    assert.equal(task, "classification", name);
  }
});

test("numbers with points between thousands are read where commas are decimal, and nothing else is", () => {
  assert.equal(readNumber("1.234.567,5", ";"), 1234567.5);
  assert.equal(readNumber("1\u00a0234,5", ";"), 1234.5);
  assert.equal(readNumber("1.234", ";"), 1.234);
  for (const text of ["", " ", "1,2,3", "0x10", "1e", "Infinity", "NaN", "--1", "1 2"]) {
    assert.ok(Number.isNaN(readNumber(text, ";")), text);
  }
  assert.ok(Number.isNaN(readNumber("1,5", ",")));
});

test("what is wrong is told with its line and column", () => {
  const cases = {
    "": "There are no numbers yet.",
    "x,y,c\n1,2,0\n\n1,two,1\n": "Line 4, column 2 (\u201cy\u201d): \u201ctwo\u201d is no number.",
    "x,y,c\n1,2,0\n,3,1": "Line 3, column 1 (\u201cx\u201d) is empty.",
    "1,2,0\n1,2": "Line 2 has 2 columns; line 1 has 3.",
    '1,2,0\n1,"2,0\n': "Line 2: a quotation mark is not closed.",
    "x,y,c": "Line 1, column 1: \u201cx\u201d is no number.",
    "1\n2": "There is one column; there must be an input and what is to be learned.",
    "1,2,a\n1,2,a": "All labels are \u201ca\u201d; there must be two classes.",
    "1,2,a\n1,2, ": "Line 2, column 3: the label is empty.",
    "1,2,3,4,a\n1,2,3,4,b": "There are 4 inputs; at most 3 are allowed.",
    ["1,2,a\n".repeat(51)]: "There are 51 lines; at most 50 are allowed.",
    "1,2,a\n1,2,b\n1,2,c\n1,2,d\n1,2,e":
      "There are 5 different labels; at most 4 are allowed. Are these numbers to come near to?",
  };
  for (const [text, message] of Object.entries(cases)) {
    const target = Math.max(1, text.split("\n")[0].split(",").length - 1);
    assert.throws(() => read(text, { target }), { message }, text);
  }
  assert.throws(() => readTable("x,y,c", { header: "yes" }), /no numbers below it/);
});

test("labels are numbered by size or alphabet, and numbers to come near to stay numbers", () => {
  const words = read("1,2,dog\n1,3,cat\n1,4,dog");
  assert.deepEqual(
    [words.classes, words.targets],
    [
      ["cat", "dog"],
      [1, 0, 1],
    ],
  );
  const whole = read("1,2,10\n1,3,9\n1,4,10\n1,5,9");
  assert.deepEqual(
    [whole.classes, whole.targets],
    [
      ["9", "10"],
      [1, 0, 1, 0],
    ],
  );
  const real = read("1,2,0.5\n1,3,1\n1,4,2");
  assert.deepEqual([real.task, real.targets], ["regression", [0.5, 1, 2]]);
  const two = read("1,2,0\n1,3,1");
  assert.deepEqual([two.task, two.targets], ["classification", [0, 1]]);
  const first = read("a,1,2\nb,1,3", { target: 0 });
  assert.deepEqual(
    [first.classes, first.inputs],
    [
      ["a", "b"],
      [
        [1, 2],
        [1, 3],
      ],
    ],
  );
});

test("the split keeps each class's share, every sample once, and is the same each time", () => {
  const lines = Array.from({ length: 40 }, (_, i) => `${i},${i * i},${i < 10 ? "a" : "b"}`);
  const text = lines.join("\n");
  const made = read(text, { test_fraction: 0.25 });
  assert.deepEqual(made, read(text, { test_fraction: 0.25 }));
  const of = (/** @type {number[]} */ targets) =>
    [0, 1].map((c) => targets.filter((t) => t === c).length);
  assert.deepEqual(
    [of(made.targets), of(made.test_targets)],
    [
      [7, 22],
      [3, 8],
    ],
  );
  const all = [...made.inputs, ...made.test_inputs].map(([x]) => x).sort((a, b) => a - b);
  assert.deepEqual(
    all,
    Array.from({ length: 40 }, (_, i) => i),
  );
  // One of a class that is alone stays to learn from.
  const lone = read("1,1,a\n2,2,b\n3,3,b", { test_fraction: 0.9 });
  assert.deepEqual(of(lone.targets), [1, 1]);
});

test("scaled inputs have mean 0 and standard deviation 1 on the part that is learned from", () => {
  const text = Array.from({ length: 20 }, (_, i) => `${i * 3 + 7},5,${i % 2}`).join("\n");
  const { inputs, test_inputs } = read(text, { test_fraction: 0.25, standardize: true });
  const values = inputs.map(([x]) => x);
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const square = values.reduce((sum, x) => sum + x * x, 0) / values.length;
  // Rounded to five digits each.
  assert.ok(Math.abs(mean) < 1e-4 && Math.abs(square - 1) < 1e-4, `${mean} ${square}`);
  assert.ok(inputs.every(([, same]) => same === 0));
  assert.ok(test_inputs.length > 0 && test_inputs.every(([x]) => Math.abs(x) < 3));
});
