import assert from "node:assert/strict";
import { test } from "node:test";

import { cutAtTerms, GLOSSARY, termOf } from "../../../static/js/words/glossary.js";

test("every form of a word leads to its own entry alone, and every entry is a sentence", () => {
  for (const [name, { word, forms, text }] of Object.entries(GLOSSARY)) {
    assert.ok(forms.includes(word.toLowerCase()), name);
    for (const form of forms) {
      assert.equal(form, form.toLowerCase());
      assert.equal(termOf(form), name, form);
      assert.deepEqual(cutAtTerms(form), [{ text: form, name }]);
    }
    assert.match(text, /^[A-Z].*\.$/, name);
  }
});

test("the words of a text are marked where they first come, and the text stays as it is", () => {
  const text = "Clones: a clone's delta is its clone's delta. Gradient flow, not gradients.";
  const pieces = cutAtTerms(text);
  assert.equal(pieces.map((piece) => piece.text).join(""), text);
  const marked = pieces.flatMap(({ text: word, name }) => (name === null ? [] : [[word, name]]));
  assert.deepEqual(marked, [
    ["Clones", "clone"],
    ["delta", "delta"],
    ["Gradient flow", "gradient_flow"],
    ["gradients", "gradient"],
  ]);
});

test("a word within another is not taken for it", () => {
  assert.deepEqual(
    cutAtTerms("indistinct stdio anti-clone").filter(({ name }) => name !== null),
    [],
  );
});
