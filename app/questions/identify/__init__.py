"""Which law made the tensors of a model, by their summaries."""
