"""The public form of experiments and their events: pydantic models, and what they resolve to."""
