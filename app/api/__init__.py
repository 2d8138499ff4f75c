"""The site around the questions: pages, files, state of the server, and what all answers share."""
