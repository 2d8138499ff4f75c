/** Two settings against each other: a map of which every cell is a trained network. */

import { fillSelect, make, makeButton, setText } from "../controls/dom.js";
import { explain, setExplained } from "../controls/explain.js";
import { createField, wrapField } from "../controls/field.js";
import { completeExperiment, same } from "../state/experiment.js";
import { axesProblem, FIRST_MAP, MOST_SEEDS, mapRequest } from "../state/map_settings.js";
import { createLatest, describeTrouble } from "../stream/question.js";
import { streamEvents } from "../stream/stream.js";
import { createAxisControl } from "./map/axis_control.js";
import { chartOfMap, describeCell, emptyMap, patchAt, QUANTITIES, takeCells } from "./map/cells.js";
import { createMapView } from "./map/map_view.js";
import { READY_MAPS } from "./map/ready.js";
import { makeTable } from "./map/table.js";

/** @typedef {import("../types.js").ExperimentRequest} ExperimentRequest */
/** @typedef {import("../types.js").ExperimentState} ExperimentState */
/** @typedef {import("../types.js").MapSettings} MapSettings */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("./map/cells.js").MapResult} MapResult */

/**
 * What the map does to the rest of the page.
 * @typedef {object} MapActions
 * @property {(map: MapSettings) => void} set
 * @property {(patch: ExperimentRequest) => void} show shows a cell's network on the stage
 * @property {(patch: ExperimentRequest, label: string) => void} keep adds it as a lane
 * @property {(experiment: ExperimentState) => void} open
 */

const CAPTION =
  "Every cell is a network trained from the settings above, with the two changes of its column and " +
  "its row. Drag the point, or move it with the arrow keys; the stage follows it. Enter, or a click " +
  "on the point's cell, keeps the network as a lane.";

/**
 * @param {HTMLElement} host
 * @param {import("./inspector.js").InspectorContext} context
 */
export function createMapTab(host, { onHover, map: actions }) {
  /** @type {State | null} */
  let state = null;
  /** @type {MapResult | null} */
  let result = null;
  const settings = () => state?.map ?? FIRST_MAP;
  const quantity = () => QUANTITIES.find(({ name }) => name === settings().color) ?? QUANTITIES[0];
  /** @param {Partial<MapSettings>} patch */
  const change = (patch) => actions.set({ ...settings(), ...patch });

  const ready = make("select");
  fillSelect(ready, [{ name: "", label: "Own map" }, ...READY_MAPS]);
  ready.addEventListener("change", () => {
    const found = READY_MAPS.find(({ name }) => name === ready.value);
    if (found === undefined || !state?.catalog) return;
    actions.set(found.map);
    actions.open(completeExperiment(state.catalog, found.base));
  });
  const sides = {
    x: createAxisControl("Across", (x) => change({ x, at: null })),
    y: createAxisControl("Up", (y) => change({ y, at: null })),
  };
  const color = make("select");
  fillSelect(color, [...QUANTITIES]);
  color.addEventListener("change", () => change({ color: color.value }));
  const seeds = createField({
    parameter: {
      name: "seeds",
      kind: "integer",
      default: 1,
      minimum: 1,
      maximum: MOST_SEEDS,
      exclusive_minimum: false,
      choices: [],
      step: null,
      description: "how many networks each cell is trained as; it shows their medians",
    },
    label: "Seeds of a cell",
    stretch: null,
    onChange: (value) => change({ seeds: Number(value) }),
  });

  const look_for = make("p", { class: "panel-caption map-look-for" });
  const status = make("p", { class: "panel-status", role: "status" });
  const canvas = make("div", { class: "map-canvas" });
  const told = make("p", { class: "map-told" });
  const sliders = {
    x: createSlider("Point across", (column) => move([column, settings().at?.[1] ?? 0])),
    y: createSlider("Point up", (row) => move([settings().at?.[0] ?? 0, row])),
  };
  const keep = makeButton("Keep as a lane", () => open());
  const table = make("div", {
    class: "table-scroll",
    tabindex: 0,
    role: "region",
    "aria-label": "Numbers of the map",
  });
  const details = make("details", { class: "more" }, make("summary", {}, "The numbers"), table);
  details.addEventListener("toggle", () => show());
  const results = make(
    "div",
    { class: "map-results" },
    canvas,
    make(
      "div",
      { class: "map-aside" },
      told,
      make("div", { class: "fields" }, sliders.x.element, sliders.y.element),
      keep,
    ),
  );
  host.append(
    make(
      "div",
      { class: "map-panel" },
      make(
        "div",
        { class: "fields in-line" },
        wrapField("Ready maps", ready).element,
        wrapField("Colour", color).element,
        seeds.element,
      ),
      sides.x.element,
      sides.y.element,
      look_for,
      make("p", { class: "panel-caption" }, ...explain(CAPTION)),
      status,
      results,
      details,
    ),
  );

  const view = createMapView(canvas, {
    onHover,
    describe: (place) => (result === null ? "" : describeCell(result, place).join("\n")),
    onMove: (place) => move(place),
    onOpen: () => open(),
  });
  const latest = createLatest({
    /** @param {import("../types.js").MapRequest} request @param {AbortSignal} signal */
    async ask(request, signal) {
      result = emptyMap(request);
      await streamEvents({
        path: "/map",
        request,
        signal,
        onEvents(/** @type {import("../wire_types.js").MapEvent[]} */ events) {
          const last = events[events.length - 1];
          if (last.kind === "failed") throw new Error(last.message);
          result = takeCells(result ?? emptyMap(request), events);
          show();
        },
      });
    },
    onAnswer() {
      results.removeAttribute("aria-busy");
      setText(status, "");
    },
    onError(error) {
      results.removeAttribute("aria-busy");
      setText(status, describeTrouble(error));
    },
  });

  /** @param {[number, number]} place */
  const move = (place) => {
    if (result === null) return;
    change({ at: place });
    actions.show(patchAt(result.request, place));
  };
  const open = () => {
    const place = pointIn(result, settings());
    if (result === null || place === null) return;
    const { x, y } = result.request;
    const label = `${x.label} ${x.entries[place[0]].label}, ${y.label} ${y.entries[place[1]].label}`;
    actions.keep(patchAt(result.request, place), label.slice(0, 80));
  };

  const show = () => {
    if (result === null) return;
    const place = pointIn(result, settings());
    const chart = chartOfMap(result, quantity());
    const words = place === null ? [] : describeCell(result, place);
    view.update({ chart, at: place, words: words.join("; ") });
    setText(told, words.length === 0 ? "Choose a cell to read its numbers." : words.join("\n"));
    keep.disabled = place === null;
    sliders.x.update(chart.columns, place?.[0] ?? 0);
    sliders.y.update(chart.rows, place?.[1] ?? 0);
    if (details.open) table.replaceChildren(makeTable(chart));
  };

  const ask = () => {
    if (!state?.catalog || !state.experiment) return;
    const problem = axesProblem(settings());
    if (problem !== "") {
      latest.stop();
      setText(status, problem);
      return;
    }
    const request = mapRequest(state.catalog, state.experiment, state.selection.run, settings());
    if (latest.want(request)) {
      results.setAttribute("aria-busy", "true");
      setText(status, "Computing");
    }
  };

  return {
    /** @param {State} next */
    update(next) {
      const before = state;
      state = next;
      if (before?.map !== next.map || before === null) {
        const { x, y, seeds: count, color: name } = settings();
        sides.x.update(x);
        sides.y.update(y);
        seeds.update(count);
        color.value = name;
        const found = READY_MAPS.find(({ map }) => same({ ...settings(), at: null }, map));
        ready.value = found?.name ?? "";
        setExplained(look_for, found?.look_for ?? "");
        show();
      }
      ask();
    },
    leave() {
      latest.stop();
    },
  };
}

/**
 * The cell of the point, if the map has such a one.
 * @param {MapResult | null} result
 * @param {MapSettings} settings
 * @returns {[number, number] | null}
 */
function pointIn(result, { at }) {
  if (result === null || at === null) return null;
  const { x, y } = result.request;
  return at[0] < x.entries.length && at[1] < y.entries.length ? at : null;
}

/**
 * A slider over the names of an axis, for those who do not see the map.
 * @param {string} label
 * @param {(index: number) => void} onSlide
 */
function createSlider(label, onSlide) {
  const input = make("input", { type: "range", min: 0, max: 0, step: 1, value: 0 });
  input.addEventListener("input", () => onSlide(Number(input.value)));
  return {
    element: wrapField(label, input).element,
    /** @param {string[]} names @param {number} index */
    update(names, index) {
      input.max = String(names.length - 1);
      input.value = String(index);
      input.setAttribute("aria-valuetext", names[index] ?? "");
    },
  };
}
