"""What the server's processes use, as /proc tells."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Usage:
    """Of the web process and of its workers: processor seconds, memory, open files."""

    web_s: float
    workers_s: float
    web_mib: float
    workers_mib: float
    open_files: int
    workers: int

    def since(self, before: "Usage") -> dict[str, float]:
        """Give what was used between two looks, and what is held now and was held then."""
        return {
            "web_processor_s": round(self.web_s - before.web_s, 2),
            "workers_processor_s": round(self.workers_s - before.workers_s, 2),
            "web_mib_before": before.web_mib,
            "web_mib": self.web_mib,
            "workers_mib": self.workers_mib,
            "open_files_before": before.open_files,
            "open_files": self.open_files,
            "workers": self.workers,
        }


def usage(pid: int) -> Usage:
    """Look at a server by the number of its web process."""
    workers = [child for child in _children(pid) if child != pid]
    return Usage(
        _seconds(pid),
        sum(map(_seconds, workers)),
        _mib(pid),
        sum(map(_mib, workers)),
        len(list(Path(f"/proc/{pid}/fd").iterdir())),
        len(workers),
    )


def _children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for each in threads for child in (each / "children").read_text().split()]


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _mib(pid: int) -> float:
    resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return round(resident * _PAGE / 2**20, 1)
