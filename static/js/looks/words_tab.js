/** All words that the page explains, in one place: also those that stand in pictures. */

import { make } from "../controls/dom.js";
import { GLOSSARY } from "../words/glossary.js";

/** @param {HTMLElement} host */
export function createWordsTab(host) {
  const entries = Object.values(GLOSSARY).sort((a, b) => a.word.localeCompare(b.word, "en"));
  host.append(
    make(
      "dl",
      { class: "words" },
      ...entries.map(({ word, text }) =>
        make("div", {}, make("dt", {}, word), make("dd", {}, text)),
      ),
    ),
  );
  return { update() {} };
}
