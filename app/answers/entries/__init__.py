"""One file for each question: its text and its runs."""
