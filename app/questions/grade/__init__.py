"""An exercise's submission, graded."""
