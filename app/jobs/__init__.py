"""Computing in worker processes: what to run where, when, and how its events come back."""
