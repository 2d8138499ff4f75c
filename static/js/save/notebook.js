/** A notebook that asks the server for the experiment and plots it. */

import { toPython } from "./python.js";

const ASK = `import csv
import io
import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def ask(experiment):
    """The numbers of an experiment: rows of run, label, epoch, layer_index, quantity, value."""
    body = json.dumps(experiment).encode()
    request = Request(f"{SERVER}/simulate.csv", body, {"Content-Type": "application/json"})
    try:
        with urlopen(request) as answer:
            return list(csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline="")))
    except HTTPError as error:
        raise ValueError(error.read().decode()) from None


def series(rows, quantity):
    """Of each run and layer (None for the run as a whole): label, epochs, values."""
    found = {}
    for row in rows:
        if row["quantity"] != quantity:
            continue
        layer = int(row["layer_index"]) if row["layer_index"] else None
        label, epochs, values = found.setdefault((int(row["run"]), layer), (row["label"], [], []))
        epochs.append(int(row["epoch"]))
        # What is not finite is left empty.
        values.append(float(row["value"]) if row["value"] else float("nan"))
    return found


rows = ask(EXPERIMENT)
print(len(rows), "numbers:", ", ".join(sorted({row["quantity"] for row in rows})))`;

const PLOT_LOSS = `import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(7, 4))
for label, epochs, values in series(rows, "train_loss").values():
    axes.plot(epochs, values, label=label)
axes.set(xlabel="epoch", ylabel="training loss", ylim=(0, None))
axes.legend()
plt.show()`;

const PLOT_LAYERS = `distinct = series(rows, "distinct_neurons")
stds = series(rows, "weight_stats.std")
runs = sorted({run for run, _ in stds})
figure, axes = plt.subplots(
    2, len(runs), figsize=(3.5 * len(runs), 5), sharex=True, sharey="row", squeeze=False
)
for column, run in enumerate(runs):
    for row, (title, found) in enumerate([("distinct neurons", distinct), ("weights, std", stds)]):
        for (of, layer), (label, epochs, values) in found.items():
            if of == run:
                axes[row, column].plot(epochs, values, label=f"layer {layer + 1}")
                axes[0, column].set_title(label)
        axes[row, 0].set_ylabel(title)
    axes[1, column].set_xlabel("epoch")
axes[0, 0].legend()
figure.tight_layout()
plt.show()`;

/**
 * @param {object} options
 * @param {string} options.server its address, without a path
 * @param {string} options.link to the experiment on the page
 * @param {string} options.title
 * @param {import("../types.js").ExperimentRequest} options.request
 * @returns {object} a notebook of nbformat 4.5
 */
export function makeNotebook({ server, link, title, request }) {
  // A number that is not asked for as an array is a column of the table.
  const { record = {}, ...settings } = request;
  const experiment = { ...settings, record: { epochs: record.epochs } };
  const words = title.replaceAll(/[\\[\]*_`<>!#$]/g, "\\$&").replaceAll(/\s+/g, " ");
  const cells = [
    { kind: "markdown", source: `# ${words}\n\n[The same experiment in Unclone](<${link}>)` },
    {
      kind: "code",
      source: `# The server that computes, and what it is asked.\nSERVER = ${toPython(server)}\nEXPERIMENT = ${toPython(experiment)}`,
    },
    { kind: "code", source: ASK },
    { kind: "code", source: PLOT_LOSS },
    { kind: "code", source: PLOT_LAYERS },
  ];
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "python3", display_name: "Python 3", language: "python" },
      language_info: { name: "python" },
    },
    cells: cells.map(({ kind, source }, i) => ({
      id: `cell-${i + 1}`,
      cell_type: kind,
      metadata: {},
      source,
      ...(kind === "code" ? { execution_count: null, outputs: [] } : {}),
    })),
  };
}
