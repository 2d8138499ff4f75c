/** What of an experiment can be kept as a file, or cited. */

import { createCopied, named } from "../controls/copied.js";
import { fillSelect, make, makeButton } from "../controls/dom.js";
import { fileName } from "../words/file_name.js";
import { toGif, toWebm } from "./animation.js";
import { writeCitation } from "./citation.js";
import { makeNotebook } from "./notebook.js";
import { askForFile, numbersRequest } from "./numbers.js";
import { listPictures, makeSheet, STAGE, toPng, toSvg, writeCaption } from "./picture_files.js";
import { createTasks } from "./task.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").State} State */

/**
 * @param {object} options
 * @param {Catalog} options.catalog
 * @param {() => State} options.state with the networks that are to be saved
 * @param {() => string} options.link to them
 * @param {(run: number) => boolean} options.isChosen
 * @param {Pick<import("./animation.js").Film, "state" | "show">} options.player of what the page shows
 * @param {Omit<import("./figures.js").Places, "isChosen">} options.page where its pictures are
 * @returns {{element: HTMLElement, update: (state: State) => void}}
 */
export function createSave({ catalog, state, link, isChosen, page, player }) {
  const places = { ...page, isChosen };
  const tasks = createTasks();
  const citation = createCopied("Citation (BibTeX)", 8);
  const request = () => numbersRequest(catalog, state());
  /** @param {"/simulate" | "/simulate.csv"} path @param {string} ending */
  const saveNumbers = (path, ending) =>
    void tasks.run(fileName(titleOf(state()), ending), ({ signal }) =>
      askForFile(path, request(), signal),
    );
  const saveNotebook = () => {
    const title = titleOf(state());
    void tasks.run(fileName(title, "ipynb"), async () => {
      const made = makeNotebook({
        server: location.origin,
        link: link(),
        title,
        request: request(),
      });
      return new Blob([JSON.stringify(made, null, 1)], { type: "application/x-ipynb+json" });
    });
  };
  const picture = make("select");
  // The stage is called as in the Markdown that shows it.
  const pictureName = () =>
    picture.value === STAGE
      ? titleOf(state())
      : (picture.selectedOptions[0]?.textContent ?? "Picture");
  /** @param {"png" | "svg"} ending */
  const savePicture = (ending) => {
    const label = pictureName();
    void tasks.run(fileName(label, ending), async () => {
      const caption = writeCaption(catalog, state(), link());
      const { sheet, description } = makeSheet(places, picture.value, caption);
      return ending === "png" ? toPng(sheet) : toSvg(sheet, { title: label, description });
    });
  };
  /** @param {"webm" | "gif"} ending */
  const saveFilm = (ending) => {
    const label = pictureName();
    const chosen = picture.value;
    const sheet = () =>
      makeSheet(places, chosen, writeCaption(catalog, player.state(), link())).sheet;
    const make_film = ending === "webm" ? toWebm : toGif;
    void tasks.run(fileName(label, ending), (task) => make_film({ ...player, sheet }, task));
  };
  const films = [
    makeButton("WebM", () => saveFilm("webm"), {
      "data-hint": "The picture as the run plays, as a film; takes as long as it plays",
    }),
    makeButton("GIF", () => saveFilm("gif"), {
      "data-hint": "The same for slides and chats; takes as long as it plays",
    }),
  ];
  const pictures = [
    named("Picture", picture),
    makeButton("PNG", () => savePicture("png"), {
      "data-hint": "Twice as many pixels as on the page",
    }),
    makeButton("SVG", () => savePicture("svg"), {
      "data-hint": "Lines and texts for print and for changing them; tiles as small images",
    }),
  ];
  const numbers = [
    makeButton("CSV", () => saveNumbers("/simulate.csv", "csv"), {
      "data-hint": "One line for each run, epoch, layer and quantity",
    }),
    makeButton("JSON", () => saveNumbers("/simulate", "json"), {
      "data-hint": "The same with weights and histograms",
    }),
    makeButton("Notebook", saveNotebook, {
      "data-hint": "Python for Jupyter: asks this server and plots with matplotlib",
    }),
  ];
  return {
    element: make(
      "div",
      { class: "save" },
      group("Pictures", ...pictures),
      group("The picture as it plays", ...films),
      group("Numbers", ...numbers),
      citation.element,
      tasks.element,
    ),
    update(now) {
      fillSelect(picture, listPictures(places));
      citation.set(
        writeCitation({
          title: titleOf(now),
          link: link(),
          version: catalog.version,
          date: new Date(),
        }),
      );
    },
  };
}

/** @param {string} legend @param {...HTMLElement} controls */
function group(legend, ...controls) {
  return make("fieldset", { class: "save-group" }, make("legend", {}, legend), ...controls);
}

/**
 * What an experiment is called: by its runs.
 * @param {State} state
 */
function titleOf({ experiment }) {
  return (experiment?.runs ?? []).map(({ label }) => label ?? "Run").join(", ");
}
