"""Logs as one line of JSON each, on standard error, where containers are read."""

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
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
    """Write the application's and the server's log from ``level`` on, such as "info".

    What ends a thread or the whole process is logged likewise.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    for name, least in (("app", level.upper()), ("uvicorn", "WARNING"), ("asyncio", "WARNING")):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(least)
        logger.propagate = False
    sys.excepthook = _log_end
    threading.excepthook = _log_end_of_thread


def _log_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("app").critical("The process ended", exc_info=(kind, error, trace))


def _log_end_of_thread(ended: threading.ExceptHookArgs) -> None:
    error = ended.exc_value or ended.exc_type()
    logging.getLogger("app").critical("A thread ended", exc_info=error)
