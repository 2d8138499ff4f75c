"""The parts of the package depend on each other in one direction only."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.import_rules import violations


def test_no_part_of_the_package_imports_against_the_direction() -> None:
    assert list(violations(ROOT / "app")) == []


def test_no_module_of_the_package_imports_the_tests() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py")]
    assert sources
    assert not [text for text in sources if "from tests" in text or "import tests" in text]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("engine/network.py", "import fastapi"),
        ("engine/network.py", "import scipy.linalg"),
        ("engine/network.py", "from app.schemas.request import Request"),
        ("engine/network.py", "from app import limits"),
        ("engine/network.py", "from ..limits import MAX_EPOCHS"),
        ("engine/datasets/digits.py", "from ...api import pages"),
        ("engine/network.py", "def late():\n    import pydantic"),
        ("engine/network.py", "import importlib\nimportlib.import_module('fastapi')"),
        ("engine/records/events.py", "from app.wire.record_fields import Field"),
        ("wire/schema.py", "import pydantic"),
        ("wire/stream.py", "from app.schemas.request import SimulationRequest"),
        ("schemas/request.py", "from app.jobs.pool import Pool"),
        ("schemas/request.py", "import fastapi"),
        ("jobs/pool.py", "from app.api.simulate import router"),
        ("jobs/pool.py", "import starlette.responses"),
        ("jobs/worker.py", "from app.questions.explain.compute import compute"),
        ("questions/explain/compute.py", "import fastapi"),
        ("questions/explain/request.py", "from app.web.bodies import planned"),
        ("questions/explain/compute.py", "from app.questions.explain.route import router"),
        ("web/bodies.py", "from app.questions.explain.request import plan"),
        ("questions/explain/route.py", "from app.api.pages import pages"),
        ("api/pages.py", "from app.main import create_app"),
        ("main.py", "import app.__main__"),
        ("limits.py", "from app.engine import simulation"),
        ("newcomer.py", "import os"),
    ],
)
def test_the_checker_finds_an_import_against_the_direction(
    tmp_path: Path, module: str, source: str
) -> None:
    path = tmp_path / "app" / module
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    assert len(list(violations(tmp_path / "app"))) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("engine/network.py", "import numpy as np\nfrom collections.abc import Iterator"),
        ("engine/network.py", "from app.engine.network.losses import LOSSES\nfrom . import layout"),
        ("engine/datasets/digits.py", "from ..parameters import Parameter"),
        ("wire/stream.py", "from app.engine.records.events import Event"),
        ("schemas/request.py", "import pydantic\nfrom app.engine import experiment\nimport app"),
        ("questions/explain/request.py", "from app.jobs.job import Job\nimport pydantic"),
        ("questions/explain/route.py", "import fastapi\nfrom app.web import bodies"),
        ("questions/explain/route.py", "from app.questions.explain.request import plan"),
        ("api/pages.py", "import fastapi\nfrom app.jobs import pool"),
    ],
)
def test_the_checker_accepts_imports_along_the_direction(
    tmp_path: Path, module: str, source: str
) -> None:
    path = tmp_path / "app" / module
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    assert list(violations(tmp_path / "app")) == []


def shared_names(files: Iterable[Path]) -> set[str]:
    names = Counter(path.stem for path in files)
    return {name for name, count in names.items() if count > 1}


def test_no_two_modules_share_a_name_but_for_what_every_question_has() -> None:
    parts = {"request", "answer", "compute", "plan", "route"}
    assert shared_names((ROOT / "app").rglob("*.py")) == {"__init__", "__main__", *parts}


def test_no_two_scripts_of_the_page_share_a_name() -> None:
    assert shared_names((ROOT / "static/js").rglob("*.js")) == set()
