"""A page for every question that people ask: the text, and the runs that its numbers come from."""
