/**
 * The page's vocabulary: what the server sends, what the store holds, what views are given.
 *
 * Field names are the wire's own (snake_case), so that one search finds a name from the engine
 * to the picture. This module holds types only; nothing in it runs.
 */

/**
 * One parameter of an initializer, a dataset or an optimizer, as the catalog describes it.
 * @typedef {object} Parameter
 * @property {string} name
 * @property {"number" | "integer" | "choice" | "boolean" | "text" | "array"} kind
 * @property {unknown} default
 * @property {number | null} minimum
 * @property {number | null} maximum
 * @property {boolean} exclusive_minimum whether `minimum` itself is refused
 * @property {readonly unknown[]} choices
 * @property {number | null} step
 * @property {string} description
 */

/**
 * @typedef {object} Citation
 * @property {string} text
 * @property {string | null} url
 */

/**
 * @typedef {object} InitializerEntry
 * @property {string} name
 * @property {string} label
 * @property {string[]} aliases
 * @property {string} group
 * @property {string} formula
 * @property {Parameter[]} parameters
 * @property {"yes" | "no" | "depends"} breaks_symmetry
 * @property {string[]} suits names of activations
 * @property {string} reason
 * @property {Citation | null} citation
 */

/**
 * @typedef {object} ActivationEntry
 * @property {string} name
 * @property {string} label
 * @property {string} formula
 * @property {[number, number] | null} range of its values, where they have bounds on both sides
 */

/**
 * @typedef {object} DatasetEntry
 * @property {string} name
 * @property {string} label
 * @property {string} description
 * @property {"classification" | "regression"} task
 * @property {number} input_size
 * @property {number} classes 0 for regression
 * @property {Parameter[]} parameters
 */

/**
 * @typedef {object} OptimizerEntry
 * @property {string} name
 * @property {string} label
 * @property {string} formula
 * @property {Parameter[]} parameters
 */

/**
 * @typedef {object} LossEntry
 * @property {string} name
 * @property {string} label
 * @property {string} description
 */

/**
 * A framework that an experiment can be written for as code.
 * @typedef {object} Framework
 * @property {string} name
 * @property {string} label
 * @property {string} description what of the run the code gives again, and what not
 */

/**
 * @typedef {object} Limit
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {string} reason
 */

/**
 * @typedef {object} Preset
 * @property {string} name
 * @property {string} label
 * @property {string} description
 * @property {ExperimentRequest} request
 */

/**
 * The answer of `GET /catalog`.
 * @typedef {object} Catalog
 * @property {string} version
 * @property {ExperimentState} defaults the resolved request of `{}`
 * @property {InitializerEntry[]} initializers
 * @property {InitializerEntry[]} bias_initializers
 * @property {ActivationEntry[]} activations
 * @property {DatasetEntry[]} datasets
 * @property {OptimizerEntry[]} optimizers
 * @property {LossEntry[]} losses
 * @property {Framework[]} frameworks
 * @property {Limit[]} limits
 * @property {Preset[]} presets
 */

/**
 * A named choice with its parameters beside the name: `{name: "normal", std: 0.01}`.
 * @typedef {{name: string} & Record<string, unknown>} Spec
 */

/**
 * A spec as a request may write it: the bare name, the object, or one of either per layer.
 * @typedef {string | Spec | (string | Spec)[]} LooseSpec
 */

/**
 * One run of a request: a patch on the base configuration.
 * @typedef {object} RunPatch
 * @property {string} [label]
 * @property {LooseSpec} [initializer]
 * @property {LooseSpec} [bias_initializer]
 * @property {string} [activation]
 * @property {string | Spec} [optimizer]
 * @property {number} [learning_rate]
 * @property {number} [l2]
 * @property {number} [seed]
 */

/**
 * What `POST /simulate/stream` takes; every field may be left out.
 * @typedef {object} ExperimentRequest
 * @property {string | Spec} [dataset]
 * @property {number[]} [hidden_layers]
 * @property {string} [activation]
 * @property {LooseSpec} [initializer]
 * @property {LooseSpec} [bias_initializer]
 * @property {string} [loss]
 * @property {string | Spec} [optimizer]
 * @property {number} [learning_rate]
 * @property {number} [l2]
 * @property {number | "full"} [batch_size]
 * @property {number} [epochs]
 * @property {boolean} [shuffle]
 * @property {number} [seed]
 * @property {number} [seeds]
 * @property {RunPatch[]} [runs]
 * @property {Record<string, unknown>} [record]
 */

/**
 * A run with every field filled in, as `started.request.runs` gives it.
 * @typedef {object} ResolvedRun
 * @property {string} label
 * @property {Spec | Spec[]} initializer
 * @property {Spec | Spec[]} bias_initializer
 * @property {string} activation
 * @property {Spec} optimizer
 * @property {number} learning_rate
 * @property {number} l2
 * @property {number} seed
 */

/**
 * The experiment as the page edits it: a request whose base is whole and whose runs are patches.
 * @typedef {object} ExperimentState
 * @property {Spec} dataset
 * @property {number[]} hidden_layers
 * @property {string} activation
 * @property {Spec | Spec[]} initializer
 * @property {Spec | Spec[]} bias_initializer
 * @property {string} loss
 * @property {Spec} optimizer
 * @property {number} learning_rate
 * @property {number} l2
 * @property {number | "full"} batch_size
 * @property {number} epochs
 * @property {boolean} shuffle
 * @property {number} seed
 * @property {number} seeds how many times each run is repeated, with other seeds
 * @property {RunPatch[]} runs at least one
 */

/* ---- Events of the stream ---------------------------------------------------------------- */

/**
 * @typedef {object} LayerShape
 * @property {number} layer_index 0 is the first weight layer; the last is the output layer
 * @property {number} fan_in
 * @property {number} fan_out
 */

/**
 * The inputs on which every neuron is painted. Row 0 of a grid is the top, the largest y.
 * @typedef {object} Probe
 * @property {"grid" | "examples" | "samples"} kind
 * @property {number} rows
 * @property {number} cols
 * @property {number[][]} inputs rows * cols points, row-major
 * @property {[number, number] | null} x_range
 * @property {[number, number] | null} y_range
 * @property {(number | string)[] | null} labels the class of each point, where it has one
 */

/**
 * @typedef {object} DatasetArrays
 * @property {string} name
 * @property {"classification" | "regression"} task
 * @property {number} classes
 * @property {number[][]} train_inputs
 * @property {(number | number[])[]} train_targets class indices, or regression targets
 * @property {number[][]} test_inputs
 * @property {(number | number[])[]} test_targets
 */

/**
 * @typedef {object} OutputForm
 * @property {"binary_cross_entropy" | "cross_entropy" | "mse"} loss
 * @property {"sigmoid" | "softmax" | "linear"} activation
 */

/**
 * @typedef {object} Started
 * @property {"started"} kind
 * @property {string} version
 * @property {Omit<ExperimentState, "runs"> & {runs: ResolvedRun[]}} request
 * @property {LayerShape[]} layers
 * @property {Probe} probe
 * @property {DatasetArrays} dataset
 * @property {OutputForm} output
 */

/**
 * A matrix of bytes: value = offset + scale * byte, row-major.
 * @typedef {object} ByteMatrix
 * @property {"u8"} dtype
 * @property {number[]} shape
 * @property {number} offset
 * @property {number} scale 0 when the matrix is constant
 * @property {string} base64
 */

/**
 * A matrix of little-endian 32-bit floats, row-major.
 * @typedef {object} FloatMatrix
 * @property {"f32"} dtype
 * @property {number[]} shape
 * @property {string} base64
 */

/** @typedef {ByteMatrix | FloatMatrix} CompactMatrix */

/**
 * @typedef {object} WireHistogram
 * @property {number[] | {first: number, last: number, bins: number}} bin_edges
 * @property {number[]} counts
 */

/**
 * @typedef {object} Histogram
 * @property {number[]} bin_edges n + 1 edges
 * @property {number[]} counts n counts
 */

/**
 * @typedef {object} WeightStats
 * @property {number} mean
 * @property {number} std
 * @property {number} min
 * @property {number} max
 */

/**
 * @typedef {object} WireLayer
 * @property {number} layer_index
 * @property {WireHistogram} weight_histogram
 * @property {WeightStats} weight_stats
 * @property {CompactMatrix | number[][] | null} neuron_outputs
 * @property {number} distinct_neurons
 * @property {number | null} [parted_epoch] first epoch in which clones came apart; null until then
 * @property {number[]} clone_class
 * @property {number | null} [effective_rank] of hidden layers alone, like the next two
 * @property {number[] | null} [visible_class]
 * @property {number | null} [visibly_distinct]
 * @property {CompactMatrix | number[][]} [weights]
 * @property {CompactMatrix | number[]} [bias]
 * @property {import("./stream/instrument_types.js").Symmetry} [symmetry]
 * @property {import("./stream/instrument_types.js").Signal<WireHistogram>} [signal]
 */

/**
 * @typedef {object} WireRunSnapshot
 * @property {number} run
 * @property {number | null} train_loss
 * @property {number | null} test_loss
 * @property {number | null} train_accuracy
 * @property {number | null} test_accuracy
 * @property {WireLayer[]} layers
 * @property {number | null} [gradient_flow] std of delta, first layer over last
 * @property {import("./stream/instrument_types.js").Finding[]} [verdict] with epoch 0 alone
 * @property {number | null} [share_learned] 1 - loss / loss of the best constant answer
 * @property {import("./stream/instrument_types.js").Band} [band] with several seeds alone
 */

/**
 * @typedef {object} Snapshot
 * @property {"snapshot"} kind
 * @property {number} epoch 0 is before the first update
 * @property {WireRunSnapshot[]} runs a diverged run is absent
 */

/**
 * @typedef {object} Diverged
 * @property {"diverged"} kind
 * @property {number} run
 * @property {number} epoch
 * @property {"weights" | "bias" | "activation" | "loss"} quantity
 * @property {number | null} layer_index
 * @property {string} message
 */

/**
 * @typedef {object} RunResult
 * @property {number} run
 * @property {string} label
 * @property {"completed" | "diverged"} status
 * @property {number} epoch
 * @property {number | null} train_loss
 * @property {number | null} test_loss
 * @property {number | null} train_accuracy
 * @property {number | null} test_accuracy
 * @property {import("./stream/instrument_types.js").Verdicts} [verdicts]
 * @property {import("./stream/instrument_types.js").Sweep} [sweep] with several seeds alone
 */

/**
 * @typedef {object} Done
 * @property {"done"} kind
 * @property {RunResult[]} runs
 * @property {number} elapsed_s
 */

/**
 * @typedef {object} Failed
 * @property {"failed"} kind
 * @property {string} message
 */

/** @typedef {Started | Snapshot | Diverged | Done | Failed} StreamEvent */

/* ---- The store ---------------------------------------------------------------------------- */

/**
 * One layer of one run at one recorded epoch, decoded.
 * @typedef {object} LayerFrame
 * @property {number} layer_index
 * @property {number} fan_in
 * @property {number} fan_out
 * @property {Float32Array} neuron_outputs points * fan_out values, point-major
 * @property {Float32Array} weights fan_in * fan_out values, row-major
 * @property {Float32Array} bias fan_out values
 * @property {Histogram} weight_histogram of the true weights, edges written out
 * @property {WeightStats} weight_stats
 * @property {number} distinct_neurons
 * @property {number | null} [parted_epoch] first epoch in which clones came apart; null until then
 * @property {number[]} clone_class for each neuron the first neuron identical to it
 * @property {number[]} visible_class for each neuron the first neuron that looks the same
 * @property {number} visibly_distinct how many neurons look different
 * @property {number | null} effective_rank of the outputs; null for the output layer
 * @property {import("./stream/instrument_types.js").Symmetry | null} [symmetry]
 * @property {import("./stream/instrument_types.js").Signal<Histogram> | null} [signal]
 */

/**
 * @typedef {object} RunFrame
 * @property {number} epoch
 * @property {number | null} train_loss
 * @property {number | null} test_loss
 * @property {number | null} train_accuracy
 * @property {number | null} test_accuracy
 * @property {LayerFrame[]} layers
 * @property {number | null} [gradient_flow]
 * @property {import("./stream/instrument_types.js").Finding[] | null} [verdict] of the start
 * @property {number | null} [share_learned] 1 - loss / loss of the best constant answer
 * @property {import("./stream/instrument_types.js").Band | null} [band]
 */

/**
 * @typedef {object} LaneResult
 * @property {number} run
 * @property {number} lane_id the page's own name of the lane, kept when other lanes come and go
 * @property {string} label
 * @property {ResolvedRun} config
 * @property {(RunFrame | null)[]} frames same index as `Result.epochs`; null after divergence
 * @property {Diverged | null} diverged
 * @property {RunResult | null} result
 */

/**
 * @typedef {object} Result
 * @property {Started} started
 * @property {LaneResult[]} lanes one per run
 * @property {number[]} epochs recorded epochs so far, rising
 * @property {Done | null} done
 */

/**
 * @typedef {object} Selection
 * @property {number} run
 * @property {number} layer_index
 * @property {number | null} neuron
 */

/**
 * @typedef {"idle" | "connecting" | "computing" | "complete" | "busy" | "failed" | "invalid"
 *   | "offline"} Status
 */

/**
 * A refusal of the server, beside the control it names.
 * @typedef {object} FieldError
 * @property {(string | number)[]} loc path in the request, without "body"
 * @property {string} message
 */

/**
 * @typedef {object} State
 * @property {Catalog | null} catalog
 * @property {ExperimentState | null} experiment
 * @property {Preset | null} preset the one this experiment is, if it is one
 * @property {number[]} lane_ids one for each of experiment.runs
 * @property {string[]} ignored what of the address could not be understood
 * @property {Status} status
 * @property {string} message what the status line says; empty when there is nothing to say
 * @property {FieldError[]} errors
 * @property {Result | null} result
 * @property {number} frame index into result.epochs, always whole
 * @property {boolean} playing
 * @property {number} speed frames a second, as a factor on the normal pace
 * @property {Selection} selection
 * @property {string} inspector_tab
 * @property {readonly string[]} instruments what somebody has wanted to read since the page opened
 */

/* ---- Views -------------------------------------------------------------------------------- */

/**
 * What a view says about the point under the pointer; null hides the tooltip. Coordinates are
 * those of the viewport (clientX, clientY).
 * @typedef {{text: string, x: number, y: number} | null} Hover
 */

/**
 * @template Props
 * @typedef {object} View
 * @property {(props: Props) => void} update stores the props and marks the view dirty
 * @property {() => void} destroy
 */

export {};
