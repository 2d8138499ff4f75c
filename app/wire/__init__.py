"""The records of the engine as JSON, as schemas of it, and as types for the page."""
