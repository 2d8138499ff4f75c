/** What the instruments read, and verdicts; types only, nothing in here runs. */

/** @typedef {import("../types.js").Histogram} Histogram */
/** @typedef {import("../types.js").WireHistogram} WireHistogram */

/**
 * One thing that is wrong with a run, or that nothing is.
 * @typedef {object} Finding
 * @property {"healthy" | "clones" | "near_clones" | "vanishing" | "exploding" | "saturated" | "dead"
 *   | "too_slow" | "too_fast" | "overfitted" | "diverged"} name
 * @property {number | null} layer_index
 * @property {string} quantity
 * @property {number | null} value
 * @property {number | null} threshold
 * @property {string} reason why the threshold is what it is
 * @property {string | null} source
 * @property {string} sentence the finding in words, with this run's numbers
 */

/**
 * @typedef {object} Verdicts
 * @property {Finding[]} start before the first update
 * @property {Finding[]} end after the last
 */

/**
 * @typedef {object} Quantiles
 * @property {number | null} q10
 * @property {number | null} q25
 * @property {number | null} median
 * @property {number | null} q75
 * @property {number | null} q90
 */

/**
 * The figures of a run over its seeds.
 * @typedef {object} Band
 * @property {Quantiles} train_loss
 * @property {Quantiles | null} test_loss
 * @property {Quantiles | null} train_accuracy
 * @property {Quantiles | null} test_accuracy
 */

/**
 * @typedef {object} SeedResult
 * @property {number} seed
 * @property {"completed" | "diverged"} status
 * @property {number} epoch
 * @property {boolean} failed
 * @property {number | null} train_loss
 * @property {number | null} test_loss
 * @property {number | null} train_accuracy
 * @property {number | null} test_accuracy
 */

/**
 * A run repeated over several seeds.
 * @typedef {object} Sweep
 * @property {SeedResult[]} seeds the run's own first
 * @property {number} failed share of the seeds
 * @property {{quantity: string, threshold: number, sentence: string}} criterion
 * @property {Band} band of the final figures
 */

/**
 * How alike the neurons of a layer are. The similarity that comes along is not kept: the page
 * computes what it draws of it from the outputs it shows.
 * @typedef {object} Symmetry
 * @property {number} distinct_outputs
 * @property {number} output_tolerance
 * @property {number | null} effective_rank
 */

/**
 * Moments of many numbers, and their histogram on a range that does not depend on them.
 * @template {WireHistogram | Histogram} Bins
 * @typedef {object} Spread
 * @property {number | null} mean
 * @property {number | null} std
 * @property {Bins & {below: number, above: number}} histogram
 */

/**
 * What a layer makes of the training set, forwards and backwards.
 * @template {WireHistogram | Histogram} Bins
 * @typedef {object} Signal
 * @property {Spread<Bins>} pre_activation
 * @property {Spread<Bins>} activation
 * @property {Spread<Bins>} delta dLoss/dpre_activation
 * @property {number | null} saturated share on the flat parts; null where there are none
 * @property {number[] | null} dead units; null where units cannot die
 * @property {number | null} weight_grad_norm
 * @property {number | null} bias_grad_norm
 * @property {number | null} update_ratio log10(std of a step / std of the weights)
 */

export {};
