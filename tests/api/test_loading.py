"""Modules that the server starts without are imported by one thread at a time."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import pytest

from app.api import loading


def test_no_thread_imports_while_another_does(monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[str] = []
    most = []

    def slowly(name: str) -> ModuleType:
        inside.append(name)
        time.sleep(0.02)
        most.append(len(inside))
        inside.remove(name)
        return ModuleType(name)

    monkeypatch.setattr(loading, "import_module", slowly)
    with ThreadPoolExecutor(4) as threads:
        loaded = list(threads.map(loading.load, "abcd"))
    assert [module.__name__ for module in loaded] == list("abcd")
    assert most == [1, 1, 1, 1]
