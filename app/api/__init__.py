"""The routes, and what every answer has in common."""
