"""The depth experiment: signals through many layers that were drawn, not trained."""
