/**
 * The page's vocabulary: the catalog, what a request asks, what the store holds, what views are
 * given. What the server says of an experiment is in `wire_types.js`.
 *
 * Field names are the wire's own (snake_case), so that one search finds a name from the engine
 * to the picture. This module holds types only; nothing in it runs.
 */

/**
 * One parameter of an initializer, a dataset or an optimizer, as the catalog describes it.
 * @typedef {object} Parameter
 * @property {string} name
 * @property {"number" | "integer" | "choice" | "boolean" | "text" | "array" | "numbers"
 *   | "integers"} kind numbers: one, or a list of them; integers: a list
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
 * @property {string | null} bias_initializer the bias that belongs to it, as in a framework
 * @property {string} reason
 * @property {Citation | null} citation
 */

/**
 * @typedef {object} ActivationEntry
 * @property {string} name
 * @property {string} label
 * @property {string[]} aliases
 * @property {string} formula
 * @property {[number, number] | null} range of its values, where they have bounds on both sides
 * @property {boolean} dies whether a neuron with it can be off for every sample, as with ReLU
 */

/**
 * @typedef {object} DatasetEntry
 * @property {string} name
 * @property {string} label
 * @property {string[]} aliases
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
 * @property {string[]} aliases
 * @property {string} formula
 * @property {Parameter[]} parameters
 */

/**
 * @typedef {object} LossEntry
 * @property {string} name
 * @property {string} label
 * @property {string[]} aliases
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
 * @property {string} group
 * @property {string} description
 * @property {string} look_for what is to be seen
 * @property {ExperimentRequest} request
 * @property {{citation: Citation, shows: string, differs: string} | null} paper what it is after
 */

/**
 * A kind of network: how its layers hang together.
 * @typedef {object} ArchitectureEntry
 * @property {string} name
 * @property {string} label
 * @property {string[]} aliases
 * @property {string} formula
 * @property {string} description
 * @property {Parameter[]} parameters
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
 * @property {ArchitectureEntry[]} architectures
 * @property {OptimizerEntry[]} optimizers
 * @property {LossEntry[]} losses
 * @property {ActionEntry[]} actions
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
 * @property {string | Spec} [architecture]
 * @property {string | Spec} [optimizer]
 * @property {number} [learning_rate]
 * @property {number | number[]} [learning_rate_scale]
 * @property {number[]} [freeze]
 * @property {number} [l2]
 * @property {number} [seed]
 */

/**
 * What `POST /simulate/stream` takes; every field may be left out.
 * @typedef {object} ExperimentRequest
 * @property {string | Spec} [dataset]
 * @property {number[]} [hidden_layers]
 * @property {string} [activation]
 * @property {string | Spec} [architecture]
 * @property {LooseSpec} [initializer]
 * @property {LooseSpec} [bias_initializer]
 * @property {string} [loss]
 * @property {string | Spec} [optimizer]
 * @property {number} [learning_rate]
 * @property {number | number[]} [learning_rate_scale]
 * @property {number[]} [freeze]
 * @property {number} [l2]
 * @property {number | "full"} [batch_size]
 * @property {number} [epochs]
 * @property {boolean} [shuffle]
 * @property {number} [seed]
 * @property {number} [seeds]
 * @property {RunPatch[]} [runs]
 * @property {readonly Intervention[]} [interventions]
 * @property {Record<string, unknown>} [record]
 */

/**
 * A change made by hand while a network trains, after the updates of its epoch; `run` is the index
 * of the run it is made in, all of them if absent. The other fields are its action's parameters.
 * @typedef {{epoch: number, action: string, run?: number} & Record<string, unknown>} Intervention
 */

/**
 * What `POST /map` takes: a network is trained for each entry of x with each of y.
 * @typedef {object} MapRequest
 * @property {ExperimentRequest} [base]
 * @property {MapAxis} x
 * @property {MapAxis} y
 * @property {number} [seeds]
 */

/**
 * One side of a map: changes in their order.
 * @typedef {{label: string, entries: {label: string, patch: ExperimentRequest}[]}} MapAxis
 */

/**
 * Values from one number to another, in equal steps or in equal ratios.
 * @typedef {{from: number, to: number, count: number, log: boolean}} MapRange
 */

/**
 * What changes along a side of a map: a variable, and its values as a range or a list; all there are
 * where neither is given.
 * @typedef {{name: string, range?: MapRange, values?: (number | string)[]}} MapAxisSettings
 */

/**
 * A map as somebody has set it; `at` is the cell that the point is on.
 * @typedef {{x: MapAxisSettings, y: MapAxisSettings, seeds: number, color: string,
 *   at: [number, number] | null}} MapSettings
 */

/**
 * Something that can be done to a network by hand.
 * @typedef {object} ActionEntry
 * @property {string} name
 * @property {string} label
 * @property {string} description
 * @property {Parameter[]} parameters
 */

/**
 * A run with every field filled in, as `started.request.runs` gives it.
 * @typedef {object} ResolvedRun
 * @property {string} label
 * @property {Spec | Spec[]} initializer
 * @property {Spec | Spec[]} bias_initializer
 * @property {string} activation
 * @property {{kind: string} & Record<string, unknown>} architecture
 * @property {Spec} optimizer
 * @property {number} learning_rate
 * @property {number | number[]} learning_rate_scale
 * @property {number[]} freeze
 * @property {number} l2
 * @property {number} seed
 */

/**
 * A request as the server resolves it: every default filled in, every run whole.
 * @typedef {Omit<ExperimentState, "runs"> & {runs: ResolvedRun[]}} SimulationRequest
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
 * @property {Spec} architecture
 * @property {Spec} optimizer
 * @property {number} learning_rate
 * @property {number | number[]} learning_rate_scale
 * @property {number[]} freeze
 * @property {number} l2
 * @property {number | "full"} batch_size
 * @property {number} epochs
 * @property {boolean} shuffle
 * @property {number} seed
 * @property {number} seeds how many times each run is repeated, with other seeds
 * @property {readonly Intervention[]} interventions in the order of their epochs
 * @property {RunPatch[]} runs at least one
 */

/* ---- The store ---------------------------------------------------------------------------- */

/** @typedef {import("./wire_types.js").Diverged} Diverged */
/** @typedef {import("./wire_types.js").Done} Done */
/** @typedef {import("./wire_types.js").LayerSnapshot} LayerSnapshot */
/** @typedef {import("./wire_types.js").RunResult} RunResult */
/** @typedef {import("./wire_types.js").RunSnapshot} RunSnapshot */
/** @typedef {import("./wire_types.js").Started} Started */

/**
 * A histogram with its n + 1 edges written out.
 * @typedef {object} Histogram
 * @property {number[]} bin_edges
 * @property {number[]} counts
 */

/**
 * What an instrument measured of many numbers, with the edges of its histogram written out.
 * @typedef {Omit<import("./wire_types.js").Spread, "histogram"> & {histogram: Histogram &
 *   Pick<import("./wire_types.js").FixedHistogram, "below" | "above">}} Spread
 */

/**
 * What a layer makes of the training set, with the edges of its histograms written out.
 * @typedef {Omit<import("./wire_types.js").SignalReading, "pre_activation" | "activation" | "delta">
 *   & {pre_activation: Spread, activation: Spread, delta: Spread}} Signal
 */

/**
 * What of a layer is decoded: matrices are row-major, and empty where they were not sent.
 * @typedef {object} DecodedLayer
 * @property {number} fan_in
 * @property {number} fan_out
 * @property {Float32Array} neuron_outputs points * fan_out values, point-major; where it was not
 *   sent it is computed when it is first read
 * @property {Float32Array} weights fan_in * fan_out values
 * @property {Float32Array} bias fan_out values
 * @property {Float32Array | null} norm_gain
 * @property {Float32Array | null} norm_shift
 * @property {number} branch_multiplier
 * @property {number[]} visible_class for each neuron the first neuron that looks the same
 * @property {number} visibly_distinct how many neurons look different
 * @property {Signal | null} [signal]
 */

/**
 * One layer of one run at one recorded epoch.
 * @typedef {Omit<LayerSnapshot, keyof DecodedLayer | "weight_histogram"> & DecodedLayer} LayerFrame
 */

/**
 * One run at one recorded epoch.
 * @typedef {Omit<RunSnapshot, "run" | "layers"> & {epoch: number, layers: LayerFrame[]}} RunFrame
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
 * @property {number | null} [from] the weight chosen among those that lead into the neuron, by what
 *   it leads from
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
 * Where somebody is in the lesson; null in the state before it was opened.
 * @typedef {object} LessonProgress
 * @property {string} place name of a step, or "table"
 * @property {boolean} is_away whether the lesson is put aside, to play with what is on the stage
 * @property {Record<string, string>} predicted by step, where its run was watched to the end: the
 *   name of the choice, or a drawn curve as sketch.js writes it
 */

/**
 * @typedef {object} State
 * @property {LessonProgress | null} lesson
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
 * @property {number | null} played_from the epoch from which it plays, or has played to its end;
 *   null where somebody has stopped it
 * @property {number} speed frames a second, as a factor on the normal pace
 * @property {Selection} selection
 * @property {string} inspector_tab
 * @property {Readonly<Record<string, import("./state/tab_settings.js").Settings>>} tab_settings of
 *   each tab those that are not as at first
 * @property {boolean} presenting large type, the networks and the transport alone
 * @property {string | null} exercise the one that stands beside the stage
 * @property {{exercise: string, points: number, of: number} | null} graded what the last check found
 * @property {MapSettings | null} map null until somebody has set one
 * @property {boolean} can_undo
 * @property {boolean} can_redo
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
