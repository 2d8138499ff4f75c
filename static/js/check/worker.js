/** Reads a file apart from the page, which goes on answering meanwhile. */

import { FileError } from "./files.js";
import { questionOf } from "./model.js";

/** Milliseconds between two words about how far it is. */
const PACE = 100;

self.addEventListener("message", async ({ data: file }) => {
  let said = 0;
  try {
    const question = await questionOf(file, file.name, (done, total, tensor) => {
      const now = performance.now();
      if (now - said < PACE) return;
      said = now;
      self.postMessage({ kind: "progress", done, total, tensor });
    });
    self.postMessage({ kind: "question", question });
  } catch (error) {
    const text = error instanceof FileError ? error.message : `The file cannot be read: ${error}`;
    self.postMessage({ kind: "failed", text });
  }
});
