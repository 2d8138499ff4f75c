"""Which initialization law made a weight tensor: its summary, and what the summary tells."""
