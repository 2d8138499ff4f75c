"""Logs as one line of JSON each, on standard error, where containers are read."""

import json
import logging
from datetime import UTC, datetime
from typing import Any


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: time, level, logger, message and its facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record; its ``facts``, if it has any, stand beside the message."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        written: dict[str, Any] = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            written["traceback"] = self.formatException(record.exc_info)
        return json.dumps(written, default=str)


def configure(level: str) -> None:
    """Write the application's and the server's log from ``level`` on, such as "info"."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    for name, least in (("app", level.upper()), ("uvicorn", "WARNING")):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(least)
        logger.propagate = False
