/**
 * What the server sends: its records, as they are defined in `app/engine` and `app/wire`.
 *
 * Made by `python -m app.wire.javascript static/js/wire_types.js`; a test fails where it differs.
 */

/** @typedef {import("./types.js").MapRequest} MapRequest */

/** @typedef {import("./types.js").SimulationRequest} SimulationRequest */

/**
 * A value that an entry has with a positive probability.
 * @typedef {object} Atom
 * @property {number} value The value.
 * @property {number} probability How probable it is.
 */

/**
 * The names along one side of a map.
 * @typedef {object} AxisNames
 * @property {string} label What changes along it.
 * @property {string[]} entries What each of its changes is called, in order.
 */

/**
 * The figures of a run over its seeds; a diverged seed has infinite loss and accuracy 0.
 * @typedef {object} Band
 * @property {Quantiles} train_loss On the training set.
 * @property {Quantiles | null} test_loss On the test set.
 * @property {Quantiles | null} train_accuracy On the training set, 0 to 1.
 * @property {Quantiles | null} test_accuracy On the test set, 0 to 1.
 */

/**
 * A matrix of bytes, written with record.compact: value = offset + scale * byte.
 * @typedef {object} ByteMatrix
 * @property {"u8"} dtype Unsigned bytes.
 * @property {number[]} shape Rows and columns; row by row.
 * @property {number} offset The value of byte 0.
 * @property {number} scale Added for each step of a byte; 0 when all values are equal.
 * @property {string} base64 The bytes.
 */

/**
 * One cell of the table, on one network.
 * @typedef {object} Cell
 * @property {"symmetry_broken" | "vanishing_gradient" | "learning_outcome"} column Which question
 *   it answers.
 * @property {string | null} claim What the lesson says; null where it says nothing.
 * @property {string} result What the runs show, in a word or two from a fixed list.
 * @property {string} text The same with its numbers.
 * @property {CellFigure[]} figures The numbers that decide it.
 * @property {boolean | null} agrees Whether the runs bear the claim out; null without a claim.
 * @property {string | null} note Why the measurement qualifies the claim; null where it does not.
 */

/**
 * A number that a cell rests on, over the seeds.
 * @typedef {object} CellFigure
 * @property {string} name What it is called.
 * @property {string} meaning What it is, in words.
 * @property {number | null} median Median over the seeds.
 * @property {number | null} least Least.
 * @property {number | null} largest Largest.
 */

/**
 * A cell's figures after the last epoch: medians over its seeds, linearly interpolated.
 *     A seed that diverged counts as an infinite loss and as accuracy 0; in what is told of neurons
 * and gradients it does not count. All are null where every seed diverged.
 * @typedef {object} CellFigures
 * @property {number | null} train_loss On the training set; null where diverged seeds make it
 *   infinite.
 * @property {number | null} test_loss On the test set; null too without one.
 * @property {number | null} train_accuracy On the training set, 0 to 1; null for regression.
 * @property {number | null} test_accuracy On the test set, 0 to 1; null for regression, and without
 *   a test set.
 * @property {number | null} gradient_flow std of delta in the first layer over that in the last;
 *   null where no last layer has any.
 * @property {(number | null)[] | null} distinct_neurons How many neurons differ from each other, of
 *   every layer, the output layer included.
 * @property {(number | null)[] | null} visibly_distinct How many neurons can be told apart by eye,
 *   of every hidden layer.
 */

/**
 * A prediction: right where all of its conditions hold and no earlier choice is right.
 * @typedef {object} Choice
 * @property {string} name A short name.
 * @property {string} label What it says.
 * @property {Condition[]} when The conditions on the figures of the step's run.
 */

/**
 * Where something comes from.
 * @typedef {object} Citation
 * @property {string} text Text to print.
 * @property {string | null} url Where to read it, if anywhere.
 */

/**
 * A column of the table.
 * @typedef {object} ColumnHeading
 * @property {"symmetry_broken" | "vanishing_gradient" | "learning_outcome"} name A short name.
 * @property {string} label Its heading.
 */

/**
 * Equally spaced bin edges, from the first to the last.
 * @typedef {object} CompactEdges
 * @property {number} first The lowest edge.
 * @property {number} last The highest edge.
 * @property {number} bins Number of bins; one edge more.
 */

/**
 * What a figure, or its ratio to another one, has to be; both bounds are allowed values.
 * @typedef {object} Condition
 * @property {string} figure Name of the figure.
 * @property {string | null} over Name of the figure it is divided by; null for the figure itself.
 * @property {number | null} at_least Least value; null where there is none.
 * @property {number | null} at_most Largest value; null where there is none.
 */

/**
 * When a seed counts as failed.
 * @typedef {object} Criterion
 * @property {string} quantity 1 - training loss / loss of the best constant answer.
 * @property {number} threshold Below this a seed has failed.
 * @property {string} sentence The same in words.
 */

/**
 * One kind of network, measured, with its theory.
 * @typedef {object} Curve
 * @property {string} label What it is called.
 * @property {string} activation Its activation.
 * @property {Measured} measured What went through it.
 * @property {Theory | null} theory What mean-field theory expects; null where it does not apply.
 * @property {string} theory_note What the theory assumes, or why there is none.
 */

/**
 * Inputs and targets, split into a train and a test part.
 * @typedef {object} Dataset
 * @property {string} name Its name.
 * @property {"classification" | "regression"} task What is learned.
 * @property {number} classes Number of classes, 0 for regression.
 * @property {number[][]} train_inputs One row a training sample.
 * @property {number[] | number[][]} train_targets A class index, or a row of numbers, for each.
 * @property {number[][]} test_inputs One row a test sample; there may be none.
 * @property {number[] | number[][]} test_targets A class index, or a row of numbers, for each.
 */

/**
 * A curve over the histogram's range and a little more, within the bounds.
 * @typedef {object} Density
 * @property {number[]} x Values of an entry, rising.
 * @property {(number | null)[]} y Probability density there: per unit of the value; null where it
 *   is infinite.
 */

/**
 * A run that stopped because one of its numbers was no longer finite; the others go on.
 * @typedef {object} Diverged
 * @property {"diverged"} kind Which event this is.
 * @property {number} run Its place in request.runs.
 * @property {number} epoch The epoch in which it happened.
 * @property {"weights" | "bias" | "activation" | "loss" | "normalization" | "multiplier"} quantity
 *   What was no longer finite.
 * @property {number | null} layer_index Where; null for the loss.
 * @property {string} message The same in words.
 */

/**
 * The last event of an experiment that ran to its end.
 * @typedef {object} Done
 * @property {"done"} kind Which event this is.
 * @property {RunResult[]} runs How each run ended.
 * @property {number} elapsed_s Seconds that it took to compute, when it was computed.
 */

/**
 * What is promised of an entry drawn at random.
 * @typedef {object} EntryLaw
 * @property {number} mean Mean.
 * @property {number} std Standard deviation.
 * @property {number | null} minimum Least possible value; null where there is none.
 * @property {number | null} maximum Largest possible value; null where there is none.
 * @property {Density | null} density The continuous part; null where there is none.
 * @property {Atom[]} atoms The other part: together with the density they make 1.
 */

/**
 * One weight's gradient taken apart: gradient = mean over samples of activation x delta.
 * @typedef {object} ExplanationAnswer
 * @property {Record<string, unknown>} request The request with every default filled in.
 * @property {string[]} words The same in sentences, which count from 1: what the gradient is, and
 *   then why.
 * @property {number | null} weight The weight.
 * @property {number | null} gradient Its gradient, as training uses it (without the part of l2).
 * @property {number | null} recomputed The mean of the products below: the same up to rounding.
 * @property {number[]} samples Places of the samples in the training set.
 * @property {Factor} products activation times delta.
 * @property {Factor} activation What comes in over the weight: an input, what the layer before puts
 *   out, or the stream.
 * @property {Factor} delta What comes back: derivative of the sample's loss by the neuron's
 *   pre-activation.
 * @property {Factor | null} slope f'(pre_activation), or f' of the normalized pre-activation, of
 *   the neuron; null in a layer without activation, such as the output layer.
 * @property {Factor | null} carried What comes back to what the neuron puts out: the sum over the
 *   next layer of weight times delta, or in a residual network, where it adds to the stream, what
 *   comes back over that times the branch's multiplier; null in the output layer.
 * @property {NextNeuron[] | null} following The terms of that sum; null in the output layer, and
 *   where it adds to a stream.
 * @property {Factor | null} normalized carried times slope, of which the layer's normalization
 *   makes the delta; null without one.
 * @property {number | null} branch_multiplier Of the residual block that the layer ends; null
 *   elsewhere.
 * @property {(number | null)[] | null} output In the output layer, what the network answers; null
 *   in others.
 * @property {(number | null)[] | null} target In the output layer, what it should answer; null in
 *   others.
 * @property {("activation" | "delta" | "slope" | "carried" | "next_weights" | "next_deltas" |
 *   "multiplier")[]} zero Which factors are exactly 0 for every sample.
 * @property {Unit} unit What kind of neuron it is.
 */

/**
 * A factor for each sample.
 * @typedef {object} Factor
 * @property {(number | null)[]} values Its value for each sample.
 * @property {number | null} mean Their mean.
 * @property {number | null} mean_absolute Mean of their sizes.
 * @property {number} zeros Samples for which it is exactly 0.
 */

/**
 * The last event of an experiment that broke off.
 * @typedef {object} Failed
 * @property {"failed"} kind Which event this is.
 * @property {string} message Why.
 */

/**
 * A number that an explanation quotes, and where in the step's run it stands.
 * @typedef {object} Figure
 * @property {string} name What the explanation's template calls it.
 * @property {"train_loss" | "test_accuracy" | "gradient_flow" | "distinct_neurons" |
 *   "visibly_distinct" | "seen_apart" | "weight_rms" | "activation_std" | "saturated"} quantity
 *   What it is; seen_apart is the first recorded epoch at which the eye can tell two neurons of the
 *   layer apart, whatever the moment.
 * @property {number} run Place in the request's runs.
 * @property {"start" | "end"} moment Before the first update, or after the last epoch.
 * @property {number | null} layer_index Which weight layer's neurons; null for what belongs to the
 *   whole run.
 * @property {"count" | "share" | "number"} form How it reads: a whole number, a share in per cent,
 *   or any number.
 */

/**
 * One thing that is wrong with a run, or that nothing is.
 * @typedef {object} Finding
 * @property {"healthy" | "clones" | "near_clones" | "vanishing" | "exploding" | "saturated" |
 *   "dead" | "too_slow" | "too_fast" | "overfitted" | "diverged"} name What was found.
 * @property {number | null} layer_index Where, if in one layer; the worst, if in several.
 * @property {string} quantity What was measured.
 * @property {number | null} value Its value in this run; null where there is none or it is not
 *   finite.
 * @property {number | null} threshold What the value is compared with; null where only the infinite
 *   is a fault.
 * @property {string} reason Why the threshold is what it is.
 * @property {string | null} source Who described it.
 * @property {string} sentence The finding in words, with this run's numbers.
 */

/**
 * A histogram on a range that does not depend on the numbers.
 *     A bin holds its left edge, the last one its right edge too.
 * @typedef {object} FixedHistogram
 * @property {number[] | CompactEdges} bin_edges One edge more than counts; with record.compact only
 *   the first, the last and the bins.
 * @property {number[]} counts Numbers in each bin.
 * @property {number} below Numbers below the first edge.
 * @property {number} above Numbers above the last edge.
 */

/**
 * An array of 32-bit floats, little endian, written with record.compact.
 * @typedef {object} FloatArray
 * @property {"f32"} dtype 32-bit floats.
 * @property {number[]} shape Its shape; row by row.
 * @property {string} base64 The bytes.
 */

/**
 * An array of 32-bit floats as what changed, written where record.compact is changes.
 * @typedef {object} FloatChanges
 * @property {"f32"} dtype 32-bit floats.
 * @property {number[]} shape Its shape; row by row.
 * @property {string} changes Base64 of the bits of each float, exclusive or those of the same one
 *   in the snapshot before; in the first snapshot, and where other runs are left than before, the
 *   bits alone. First the lowest byte of each float, then the second of each, the third and the
 *   highest.
 */

/**
 * A law that can have made a tensor.
 * @typedef {object} FoundLaw
 * @property {string} name What a request calls it.
 * @property {string} label What people call it.
 * @property {Record<string, unknown>} parameters Its parameters.
 * @property {number} confidence How probable it is, from 0 to 1, that this law or one that is the
 *   same here made the tensor; the rest is for other laws, and for weights that no law made.
 * @property {string[]} indistinguishable_from Laws that cannot be told from it at this size.
 * @property {number} mean Its mean.
 * @property {number} std Its standard deviation.
 * @property {number | null} minimum Its lower bound; null where there is none.
 * @property {number | null} maximum Its upper bound; null where there is none.
 * @property {(number | null)[]} expected_counts How many entries it expects in each bin of the
 *   summary's histogram; given of the likeliest law alone, where it has a density.
 */

/**
 * What is expected of a chain of layers at the start.
 * @typedef {object} Growth
 * @property {string} activation The activation between them.
 * @property {"measured" | "estimated"} source measured: with these very weights, by standard normal
 *   inputs and gradients that were sent through them; estimated: from the weights' moments, the
 *   mean-field estimate.
 * @property {LayerGrowth[]} layers In order, the first one first.
 * @property {number | null} signal_factor By what the signal grows in a layer, on average.
 * @property {number | null} gradient_factor By what the gradient grows in a layer on its way back,
 *   on average; where there are three layers or more, without the step from the last one, whose
 *   neurons are few.
 * @property {number | null} classes Outputs of the last layer, taken for classes; null for a single
 *   one.
 * @property {number | null} loss Cross-entropy that is expected before the first step; null where
 *   there are no classes.
 * @property {number | null} chance That of equal probabilities, ln(classes).
 */

/**
 * Equal bins between rising edges; the last bin is closed on both sides.
 * @typedef {object} Histogram
 * @property {number[] | CompactEdges} bin_edges One edge more than counts; with record.compact only
 *   the first, the last and the bins.
 * @property {number[]} counts Weights in each bin.
 */

/**
 * The answer for a model.
 * @typedef {object} Identified
 * @property {TensorAnswer[]} tensors Its tensors, in their order in the model.
 * @property {Remark[]} findings What is found of the model as a whole.
 * @property {Growth | null} growth Signals and gradients at the start, where its layers follow one
 *   another and nothing but the activation is between them; null elsewhere.
 * @property {number} faults How many findings are faults.
 */

/**
 * An initializer at one layer: what it is, what it promises, what it draws.
 * @typedef {object} Inspection
 * @property {string} name What a request calls it.
 * @property {string} label What people call it.
 * @property {string[]} aliases Other names it goes by.
 * @property {string} formula Its law.
 * @property {string} reason Why it is as it is.
 * @property {"yes" | "no" | "depends"} breaks_symmetry Whether neurons begin different from each
 *   other.
 * @property {string[]} suits Activations it is made for.
 * @property {Citation | null} citation Its source.
 * @property {Record<string, unknown>} parameters Its parameters, every default filled in.
 * @property {number} fan_in Inputs of the layer.
 * @property {number} fan_out Neurons of the layer.
 * @property {number} layer_index Which weight layer it is, from 0.
 * @property {number} depth Weight layers of the network.
 * @property {number} block_layers Layers in the branch of each residual block; 0 for a network
 *   without blocks.
 * @property {string} activation Activation of the hidden layers.
 * @property {number} seed Seed of the draw.
 * @property {boolean} bias Whether this is the bias.
 * @property {EntryLaw | null} theory What is promised; null where the data or the user decide.
 * @property {Sample} sample What one draw gave.
 * @property {(number | null)[] | null} singular_values Of the weights, largest first: min(fan_in,
 *   fan_out) of them; null for a bias.
 */

/**
 * What is expected in one layer.
 * @typedef {object} LayerGrowth
 * @property {string} name Its weights' name.
 * @property {number | null} signal Root mean square of its pre-activations, for inputs whose
 *   numbers have the mean square 1.
 * @property {number | null} gradient Root mean square of the gradient at its pre-activations, those
 *   of the last layer being 1.
 */

/**
 * The shape of one weight layer.
 * @typedef {object} LayerShape
 * @property {number} layer_index 0 is the first; the last is the output layer.
 * @property {number} fan_in Numbers that come in.
 * @property {number} fan_out Neurons.
 */

/**
 * One layer of one run at one epoch.
 * @typedef {object} LayerSnapshot
 * @property {number} layer_index Which layer.
 * @property {Histogram} [weight_histogram] Histogram of the weights; the counts sum to fan_in *
 *   fan_out. Left out where record.compact is changes.
 * @property {WeightStats} weight_stats Moments and bounds of the weights.
 * @property {number} distinct_neurons How many neurons differ from each other.
 * @property {number | null} parted_epoch The first epoch in which neurons that began as clones came
 *   apart, whether it was recorded or not; null until then.
 * @property {number[]} clone_class For each neuron the first one of its layer with bit-identical
 *   incoming weights and bias.
 * @property {number | null} [effective_rank] exp(entropy of the normalised singular values) of
 *   neuron_outputs, 0 if all are 0. This and the next two: of hidden layers, left out unless
 *   record.neuron_outputs.
 * @property {number[]} [visible_class] For each neuron the first earlier one of those that
 *   represent others from which it differs nowhere by more than 2 % of the layer's range; itself,
 *   if there is none. The range is that of the activation where the layer has one that is bounded
 *   on both sides, else the largest minus the smallest output.
 * @property {number} [visibly_distinct] How many neurons can be told apart by eye: those that
 *   represent themselves or others.
 * @property {SignalReading} [signal] How large signals and corrections are; with signal in
 *   record.instruments.
 * @property {(number | null)[][] | ByteMatrix} [neuron_outputs] What the layer puts out: one row a
 *   probe point, one column a neuron; left out unless record.neuron_outputs, and where
 *   record.compact is changes. In a residual network the first layer puts out the stream, and a
 *   layer of a branch u, after its activation where it has one, before it is multiplied and added.
 * @property {number[][] | FloatArray | FloatChanges} [weights] (fan_in, fan_out); with
 *   record.weights.
 * @property {number[] | FloatArray | FloatChanges} [bias] (fan_out,); with record.weights.
 * @property {number[] | FloatArray | FloatChanges} [norm_gain] Gains of the layer normalization
 *   that is shown with this layer, where there is one, with record.weights. Dense: of this layer's
 *   pre-activations. Residual, pre: of what is read from the stream, with the first layer of each
 *   block and with the output layer; post: of the stream after the block, with its last layer.
 * @property {number[] | FloatArray | FloatChanges} [norm_shift] Its shifts.
 * @property {number} [branch_multiplier] What the branch is multiplied by before it is added to the
 *   stream: with the last layer of each residual block, with record.weights.
 * @property {SymmetryReading} [symmetry] How alike its neurons are; with symmetry in
 *   record.instruments.
 */

/**
 * The lesson's guided path, as it is written.
 * @typedef {object} LessonAnswer
 * @property {string} version The program's version.
 * @property {Step[]} steps The path, in order.
 */

/**
 * Where the path ends: the lesson's table and its summary, measured.
 * @typedef {object} LessonTableAnswer
 * @property {string} version The program's version.
 * @property {Table} table What the lesson says in a table, every cell decided by runs.
 * @property {Recap} recap Its two slides and its rule of thumb.
 */

/**
 * Where very many (2,000) equal layers, or blocks, lead.
 *     Only where the signal has a finite size to settle at does chi above 1 drive two inputs apart.
 * @typedef {object} Limit
 * @property {number | null} second_moment Of pre-activations, or of the stream; null where it grows
 *   without bound.
 * @property {number | null} chi Factor that squared deltas and small squared differences gain a
 *   layer there.
 * @property {number | null} depth_scale Layers over which they change by a factor e; null at chi =
 *   1.
 * @property {"ordered" | "critical" | "chaotic" | "unbounded"} regime ordered: deltas vanish;
 *   critical: they last; chaotic: deltas grow and inputs that were nearly alike come apart;
 *   unbounded: signals and deltas both grow for ever.
 * @property {"bounded" | "linear" | "exponential"} growth How the variance grows, over neurons, of
 *   pre-activations or of the stream.
 * @property {number | null} growth_rate What a layer or block adds to it where it grows linearly,
 *   the factor where exponentially; null where it is bounded.
 */

/**
 * A line of the lesson, and what the table's runs show of it.
 * @typedef {object} Line
 * @property {string} text What the lesson says.
 * @property {string} found What the runs show.
 * @property {boolean | null} holds Whether they bear it out; null where it is so in one of the two
 *   networks only.
 */

/**
 * One trained network, or several seeds of it; what it says is final.
 * @typedef {object} MapCell
 * @property {"cell"} kind Which event this is.
 * @property {number} x_index Which of the x axis's entries.
 * @property {number} y_index Which of the y axis's entries.
 * @property {"completed" | "diverged"} status diverged if every seed did.
 * @property {number} diverged_seeds Seeds that ceased to be finite before the last epoch.
 * @property {CellFigures} figures What came of it.
 */

/**
 * A line of theory over a map.
 * @typedef {object} MapCurve
 * @property {string} label What holds along it.
 * @property {[number | null, number | null][]} points x_index and y_index, between those of two
 *   cells where the line passes between them.
 */

/**
 * The last line of a map that was computed to its end.
 * @typedef {object} MapDone
 * @property {"done"} kind Which event this is.
 * @property {number} cells How many there were.
 * @property {number} diverged_cells How many of them diverged with every seed.
 */

/**
 * The first line of a map: what is known before its cells.
 * @typedef {object} MapStarted
 * @property {"started"} kind Which event this is.
 * @property {string} version The program's version.
 * @property {MapRequest} request The request with every default filled in.
 * @property {AxisNames} x From left to right.
 * @property {AxisNames} y From bottom to top.
 * @property {[number, number][]} order x_index and y_index of the cells as they come, coarse to
 *   fine: first those in steps of a power of two, then of half of it, and so on.
 * @property {MapCurve[]} theory What mean-field theory of wide networks says; empty where it says
 *   nothing of these axes.
 */

/**
 * What went through the networks.
 * @typedef {object} Measured
 * @property {SeriesBand} activation_std Std of a layer's activations, or of the stream, over
 *   neurons and inputs.
 * @property {SeriesBand} second_moment Mean square of its pre-activations, or of the stream.
 * @property {SeriesBand} delta_std Std of dLoss/dpre_activation, or of dLoss/dstream, sent back
 *   from random deltas of std 1 at the output layer, which is the last one of a dense network.
 * @property {SeriesBand} cosine Between the pre-activations, or the streams, of the two inputs of a
 *   pair.
 * @property {SeriesBand} jacobian_square Mean squared singular value of the derivative of a layer's
 *   pre-activations, or of the stream, by the first's, by random directions.
 * @property {SeriesBand | null} saturated Share of activations on the flat parts of the curve, by
 *   the thresholds of the instruments; null for an activation without any, and in the first layer
 *   of a residual network.
 * @property {SeriesBand | null} dead Share of ReLU neurons that are 0 for every input; null for
 *   other functions.
 * @property {SeriesBand | null} dead_signal Share of inputs for which a whole layer of ReLUs is 0;
 *   null for other functions, and for residual networks, whose stream goes on.
 */

/**
 * One of the two networks.
 * @typedef {object} Net
 * @property {"shallow" | "deep"} name A short name.
 * @property {string} label What it is.
 * @property {Record<string, unknown>} request The request that its rows share; in the table, the
 *   one for /simulate that runs them with the first seed.
 */

/**
 * A row's cells on one network.
 * @typedef {object} NetCells
 * @property {string} net Which network.
 * @property {Cell[]} cells One a column, in the order of columns.
 */

/**
 * A neuron of the next layer and what it sends back.
 * @typedef {object} NextNeuron
 * @property {number} neuron Which one.
 * @property {number | null} weight The weight that leads to it from the neuron that is explained.
 * @property {number | null} delta_mean Mean of its delta over the samples.
 * @property {number | null} delta_mean_absolute Mean of its delta's size.
 * @property {number} delta_zeros Samples for which its delta is exactly 0.
 */

/**
 * What stands at the end of the network.
 * @typedef {object} OutputForm
 * @property {"binary_cross_entropy" | "cross_entropy" | "mse"} loss The loss in use.
 * @property {"sigmoid" | "softmax" | "linear"} activation The activation of the output layer.
 */

/**
 * The inputs on which neurons' outputs are shown: rows * cols points, row by row.
 * @typedef {object} Probe
 * @property {"grid" | "examples" | "samples"} kind A grid over the plane, examples of each class in
 *   a row each, or training samples in the order of their class or target.
 * @property {number} rows Rows; row 0 of a grid is the top, the largest y.
 * @property {number} cols Columns.
 * @property {[number, number] | null} x_range Extent of a grid, bounds included.
 * @property {[number, number] | null} y_range Extent of a grid, bounds included.
 * @property {number[][]} inputs The points, one row each.
 * @property {number[] | null} labels The class of each point, where it has one.
 */

/**
 * The answer of the depth experiment, with what was asked.
 * @typedef {object} PropagationAnswer
 * @property {Record<string, unknown>} request The request with every default filled in and every
 *   curve whole.
 * @property {Curve[]} curves The curves, in the request's order.
 * @property {Citation[]} citations Where the theory comes from.
 */

/**
 * Quantiles over the seeds, linearly interpolated; null where a diverged seed makes it so.
 * @typedef {object} Quantiles
 * @property {number | null} q10 A tenth of the seeds lie below.
 * @property {number | null} q25 A quarter lies below.
 * @property {number | null} median Half lie below.
 * @property {number | null} q75 Three quarters lie below.
 * @property {number | null} q90 Nine tenths lie below.
 */

/**
 * What the lesson says in short, measured.
 * @typedef {object} Recap
 * @property {Slide[]} slides Its two slides.
 * @property {Line} rule Its rule of thumb.
 */

/**
 * Something that was found.
 * @typedef {object} Remark
 * @property {string} kind What it is, in a word.
 * @property {string} text What it is, in a sentence.
 * @property {"fault" | "warning" | "note"} severity fault: it is not as it should be; warning: it
 *   is rarely meant; note: worth knowing.
 * @property {string | null} code The line that mends it in the model's framework; null where there
 *   is none.
 */

/**
 * How a run ended.
 * @typedef {object} RunResult
 * @property {number} run Its place in request.runs.
 * @property {string} label What it is called.
 * @property {"completed" | "diverged"} status Whether it reached the last epoch.
 * @property {number} epoch Its last epoch.
 * @property {number | null} train_loss On the training set.
 * @property {number | null} test_loss On the test set.
 * @property {number | null} train_accuracy On the training set, 0 to 1.
 * @property {number | null} test_accuracy On the test set, 0 to 1.
 * @property {Verdicts} verdicts What was found before the first update and after the last.
 * @property {Sweep} [sweep] How the other seeds ended; with seeds above 1.
 */

/**
 * One run at one epoch.
 * @typedef {object} RunSnapshot
 * @property {number} run Its place in request.runs.
 * @property {number | null} train_loss On the training set.
 * @property {number | null} test_loss On the test set.
 * @property {number | null} train_accuracy On the training set, 0 to 1.
 * @property {number | null} test_accuracy On the test set, 0 to 1.
 * @property {number | null} share_learned 1 - train_loss / the training loss of the best constant
 *   answer; null where that is 0.
 * @property {number | null} [gradient_flow] std of delta in the first layer over that in the last,
 *   null where the last has none; with signal in record.instruments.
 * @property {Finding[]} [verdict] What was found before the first update; in the second snapshot
 *   alone, as it takes longer than the first picture may wait.
 * @property {Band} [band] The figures over all seeds; with seeds above 1.
 * @property {LayerSnapshot[]} layers Its weight layers.
 */

/**
 * What one draw gave.
 * @typedef {object} Sample
 * @property {number | null} mean Mean of the entries; null, as all of these, where it is beyond the
 *   floating point numbers.
 * @property {number | null} std Their standard deviation.
 * @property {number} minimum The least entry.
 * @property {number} maximum The largest entry.
 * @property {(number | null)[]} bin_edges Edges of the histogram's bins.
 * @property {number[]} counts Entries in each bin.
 * @property {number} distinct_neurons Neurons whose incoming weights differ from those of all
 *   others in any bit; 1 for a bias of equal entries.
 */

/**
 * How one seed ended; a diverged one's figures are those of the epoch before.
 * @typedef {object} SeedResult
 * @property {number} seed The seed.
 * @property {"completed" | "diverged"} status Whether it reached the last epoch.
 * @property {number} epoch Its last epoch.
 * @property {boolean} failed Whether it meets the criterion.
 * @property {number | null} train_loss On the training set.
 * @property {number | null} test_loss On the test set.
 * @property {number | null} train_accuracy On the training set, 0 to 1.
 * @property {number | null} test_accuracy On the test set, 0 to 1.
 */

/**
 * A quantity over the seeds in which it is defined, a number a place.
 *     The places of a dense network are its layers, those of a residual one the stream after its
 * first     layer and after each block.
 * @typedef {object} SeriesBand
 * @property {(number | null)[]} mean Mean over the seeds.
 * @property {(number | null)[]} low 10 % quantile.
 * @property {(number | null)[]} high 90 % quantile.
 */

/**
 * What a layer makes of the whole training set, forwards and backwards.
 * @typedef {object} SignalReading
 * @property {Spread} pre_activation x W + b.
 * @property {Spread} activation What the layer puts out: its activation where it has one.
 * @property {Spread} delta dLoss/dpre_activation, of the mean loss over the training set.
 * @property {number | null} saturated Share of activations on the flat parts of the curve; null
 *   where there is no curve, or none with flat parts.
 * @property {number[] | null} dead Units that give 0 for every training sample; null where units
 *   cannot die.
 * @property {number | null} weight_grad_norm Euclidean norm of the gradient of the loss alone by
 *   the weights.
 * @property {number | null} bias_grad_norm Euclidean norm of the gradient of the loss alone by the
 *   biases.
 * @property {number | null} update_ratio log10(std(learning_rate * gradient) / std(weights)), with
 *   the layer's own learning rate and the gradient as updates use it, l2 included; null where
 *   either std is 0.
 */

/**
 * The same as the stream in one document.
 * @typedef {object} Simulation
 * @property {string} version The program's version.
 * @property {SimulationRequest} request The resolved request: every default filled in, every run
 *   whole.
 * @property {LayerShape[]} layers The weight layers.
 * @property {Probe} probe Where neurons are looked at.
 * @property {Dataset} dataset The data.
 * @property {OutputForm} output The output layer.
 * @property {Snapshot[]} snapshots All recorded epochs, in order.
 * @property {Diverged[]} diverged The runs that stopped early.
 * @property {RunResult[]} runs How each run ended.
 */

/**
 * One of the lesson's two slides.
 * @typedef {object} Slide
 * @property {string} title Its heading.
 * @property {Line[]} lines What it says, line by line.
 */

/**
 * All runs that still go, at one epoch.
 * @typedef {object} Snapshot
 * @property {"snapshot"} kind Which event this is.
 * @property {number} epoch 0 is before the first update.
 * @property {RunSnapshot[]} runs The runs; one that diverged is absent.
 */

/**
 * Moments and histogram over all neurons of a layer and all training samples.
 * @typedef {object} Spread
 * @property {number | null} mean Mean.
 * @property {number | null} std Standard deviation, divided by their number.
 * @property {FixedHistogram} histogram How they lie in a fixed range.
 */

/**
 * The first event: what is known before the first update.
 * @typedef {object} Started
 * @property {"started"} kind Which event this is.
 * @property {string} version The program's version.
 * @property {SimulationRequest} request The resolved request: every default filled in, every run
 *   whole.
 * @property {LayerShape[]} layers The weight layers.
 * @property {Probe} probe Where neurons are looked at.
 * @property {Dataset} dataset The data.
 * @property {OutputForm} output The output layer.
 */

/**
 * A step of the guided path. It holds no numbers: they are read from its request's run.
 * @typedef {object} Step
 * @property {string} name A short name.
 * @property {string} title Its heading.
 * @property {string} question What to predict.
 * @property {Choice[]} choices The predictions to choose from.
 * @property {Record<string, unknown>} request The experiment, for /simulate.
 * @property {Figure[]} figures The numbers of the explanation and of the conditions.
 * @property {string} explanation What is seen: a template with the figures' names in braces, a
 *   paragraph a line.
 * @property {number | null} drawn_run Place of the run whose loss may be drawn as a prediction;
 *   null where it is not asked for.
 */

/**
 * A run repeated over several seeds.
 * @typedef {object} Sweep
 * @property {SeedResult[]} seeds Every seed, the run's own first.
 * @property {number} failed Share of the seeds that failed.
 * @property {Criterion} criterion When a seed counts as failed.
 * @property {Band} band The final figures over the seeds.
 */

/**
 * How alike the neurons of a layer are, told by their outputs on the probe.
 * @typedef {object} SymmetryReading
 * @property {number} distinct_outputs Neurons of which no two differ by at most output_tolerance at
 *   every point.
 * @property {number | null} output_tolerance A millionth of the layer's largest output.
 * @property {number | null} effective_rank As in a snapshot's layer: 1 for clones, 0 for outputs
 *   that are all 0.
 * @property {(number | null)[][] | FloatArray | FloatChanges} similarity Cosines of the centred
 *   outputs, (fan_out, fan_out); 1 for equal constants.
 */

/**
 * The lesson's table, every cell decided by runs.
 * @typedef {object} Table
 * @property {ColumnHeading[]} columns The questions.
 * @property {Net[]} nets The networks that answer them.
 * @property {number} seeds Networks behind each cell.
 * @property {TableRow[]} rows The ways to start.
 */

/**
 * A way to start.
 * @typedef {object} TableRow
 * @property {string} name A short name.
 * @property {string} label Its heading.
 * @property {boolean} in_lesson Whether the lesson speaks of it; if not, it stands here to qualify
 *   the row before.
 * @property {NetCells[]} nets Its cells, by network.
 */

/**
 * What is found of one tensor.
 * @typedef {object} TensorAnswer
 * @property {string} name Its name.
 * @property {"dense" | "convolution" | "attention" | "residual_projection" | "embedding" | "norm" |
 *   "bias" | "other"} kind What it is in its model, by its name and shape.
 * @property {number[]} shape Its shape.
 * @property {"out_in" | "in_out"} layout How it lies.
 * @property {number | null} fan_in What comes into a neuron; null for fewer than two axes.
 * @property {number | null} fan_out What an input goes out to; null for fewer than two axes.
 * @property {FoundLaw[]} laws The laws that can have made it, the likeliest first; none where none
 *   can.
 * @property {Remark[]} findings What is wrong, or worth knowing.
 */

/**
 * The same quantities for infinitely wide layers of independent weights (mean-field theory).
 * @typedef {object} Theory
 * @property {(number | null)[]} weight_variance fan_in times the variance of a weight, a number a
 *   weight layer.
 * @property {(number | null)[]} bias_variance Variance of a bias, likewise.
 * @property {(number | null)[]} activation_std Std of activations, or of the stream.
 * @property {(number | null)[]} second_moment Mean square of pre-activations (the length map), or
 *   of the stream.
 * @property {(number | null)[]} chi Factor that squared deltas gain on the way back to a layer or
 *   block from the next one.
 * @property {(number | null)[]} delta_std Std of dLoss/dpre_activation, or of dLoss/dstream.
 * @property {(number | null)[]} cosine Cosine between two inputs (the correlation map).
 * @property {(number | null)[]} jacobian_square Mean squared singular value: the product of all chi
 *   so far.
 * @property {(number | null)[] | null} dead_signal Probability that one input's signal has died, 1
 *   - (1 - 2^-width)^layer, exact at any width; null but for dense ReLU layers without bias or
 *   normalization.
 * @property {Limit | null} limit Where very many layers lead; null where layers differ.
 */

/**
 * What kind of neuron the weight leads to.
 * @typedef {object} Unit
 * @property {number[]} twins Neurons of its layer with bit-identical incoming weights and bias.
 * @property {boolean | null} together Whether their deltas are bit-identical too, so that this
 *   update leaves them equal; null without twins.
 * @property {boolean | null} dead Whether it is 0 for every training sample; null but for ReLUs.
 * @property {number | null} saturated Share of samples on the flat parts of its curve; null where
 *   it has none.
 */

/**
 * The findings on a run; one of them is healthy if and only if there is no other.
 * @typedef {object} Verdicts
 * @property {Finding[]} start Before the first update.
 * @property {Finding[]} end After the last; without any epoch the same as at the start.
 */

/**
 * Moments and bounds of the weights of a layer.
 * @typedef {object} WeightStats
 * @property {number | null} mean Mean.
 * @property {number | null} std Standard deviation, divided by their number; null where their
 *   squares overflow.
 * @property {number} min Smallest.
 * @property {number} max Largest.
 */

/** @typedef {Started | Snapshot | Diverged | Done | Failed} Event */

/** @typedef {MapStarted | MapCell | MapDone | Failed} MapEvent */

export {};
