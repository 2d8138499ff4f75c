"""Unclone: a playground for weight initialization in dense neural networks."""
