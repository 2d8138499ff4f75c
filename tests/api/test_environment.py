"""Settings and limits come from the environment, and a wrong one is refused in words."""

import os
import subprocess
import sys
from dataclasses import fields

import pytest

from app.environment import SettingError, from_environment, refuse_unknown
from app.limits import Limits
from app.settings import Settings, trusted_proxies
from tests.conftest import ROOT


def test_what_is_not_set_keeps_its_default() -> None:
    assert from_environment(Limits, "UNCLONE_LIMIT_", {}) == Limits()


def test_every_limit_can_be_set() -> None:
    for entry in fields(Limits):
        value = 2 * int(getattr(Limits(), entry.name)) + 7
        made = from_environment(
            Limits, "UNCLONE_LIMIT_", {f"UNCLONE_LIMIT_{entry.name.upper()}": str(value)}
        )
        assert getattr(made, entry.name) == value


LEAST = {
    f"UNCLONE_LIMIT_{entry.name.upper()}": entry.metadata["least"]
    for entry in fields(Limits)
    if entry.metadata["least"] > 0
}


@pytest.mark.parametrize("variable", LEAST)
def test_a_limit_below_what_is_offered_is_refused(variable: str) -> None:
    least = LEAST[variable]
    below = least / 2 if least <= 1 else type(least)(least - 1)
    with pytest.raises(SettingError, match=rf"{variable} is .*; allowed: .* at least {least}"):
        from_environment(Limits, "UNCLONE_LIMIT_", {variable: str(below)})


def test_with_the_least_limits_all_that_is_offered_is_allowed() -> None:
    code = """
from app.questions.depth.plan import PLANNER as DEPTH
from app.questions.explain.request import PLANNER as EXPLAIN
from app.questions.export.request import PLANNER as EXPORT
from app.questions.inspect.request import InspectionQuery
from app.questions.simulate.plan import DOCUMENT, STREAM
from app.schemas.catalog import make_catalog
from app.schemas.presets import PRESETS

make_catalog()
for planner in (DOCUMENT, STREAM, DEPTH, EXPLAIN, EXPORT):
    # Defaults are not checked by themselves.
    planner.plan(planner.model.model_validate(planner.model().model_dump()))
for preset in PRESETS:
    # As the page asks for it.
    STREAM.plan(STREAM.model.model_validate({**preset.request, "record": {"compact": True}}))
InspectionQuery.model_validate(InspectionQuery().model_dump())
"""
    environment = {**os.environ, **{name: str(value) for name, value in LEAST.items()}}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


KINDS = {"UNCLONE_": Settings, "UNCLONE_LIMIT_": Limits}


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("UNCLONE_LIMIT_EPOCH", "UNCLONE_LIMIT_EPOCHS"),
        ("UNCLONE_WORKER", "UNCLONE_WORKERS"),
        ("UNCLONE_LOGLEVEL", "UNCLONE_LOG_LEVEL"),
        ("UNCLONE_PORT", "docs/operations.md"),
    ],
)
def test_a_misspelt_variable_is_refused_with_what_was_meant(variable: str, meant: str) -> None:
    with pytest.raises(SettingError, match=rf"^{variable} is no setting; allowed: .*{meant}"):
        refuse_unknown(KINDS, {"PATH": "/bin", "UNCLONE_WORKERS": "2", variable: "3"})


def test_what_kubernetes_sets_for_a_service_is_let_through() -> None:
    given = {
        "UNCLONE_SERVICE_HOST": "10.0.0.1",
        "UNCLONE_SERVICE_PORT": "80",
        "UNCLONE_SERVICE_PORT_HTTP": "80",
        "UNCLONE_PORT": "tcp://10.0.0.1:80",
        "UNCLONE_PORT_80_TCP": "tcp://10.0.0.1:80",
        "UNCLONE_PORT_80_TCP_PROTO": "tcp",
        "UNCLONE_PORT_80_TCP_PORT": "80",
        "UNCLONE_PORT_80_TCP_ADDR": "10.0.0.1",
        "UNCLONE_NGINX_SERVICE_HOST": "10.0.0.2",
    }
    refuse_unknown(KINDS, given)


@pytest.mark.parametrize("text", ["*", "10.0.0.1,*", "proxy.example", "0.0.0.0/0", "::/0"])
def test_proxies_that_are_not_named_are_refused(text: str) -> None:
    with pytest.raises(SettingError, match=r"FORWARDED_ALLOW_IPS is .*; allowed: the addresses"):
        trusted_proxies({"FORWARDED_ALLOW_IPS": text})


def test_proxies_are_addresses_and_networks() -> None:
    assert trusted_proxies({}) == ["127.0.0.1", "::1"]
    text = "10.0.0.0/8, fd00::/8,192.0.2.7"
    assert trusted_proxies({"FORWARDED_ALLOW_IPS": text}) == ["10.0.0.0/8", "fd00::/8", "192.0.2.7"]


def test_settings_are_read_by_their_types() -> None:
    given = {
        "UNCLONE_WORKERS": "3",
        "UNCLONE_FRAME_ANCESTORS": "https://school.example",
        "UNCLONE_CORS_ORIGINS": "https://a.example, https://b.example",
    }
    settings = from_environment(Settings, "UNCLONE_", given)
    assert settings.workers == 3
    assert settings.frame_ancestors == "https://school.example"
    assert settings.cors_origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5", "nan", "inf", "1e400"])
def test_a_wrong_number_is_refused_with_its_variable_and_what_is_allowed(text: str) -> None:
    with pytest.raises(SettingError, match=r"UNCLONE_WORKERS is .*; allowed: a whole number"):
        from_environment(Settings, "UNCLONE_", {"UNCLONE_WORKERS": text})
