"""What may be wrong with a file."""


class FileError(Exception):
    """A file that cannot be read as weights; the message says which and why."""
