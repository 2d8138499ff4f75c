"""Settings and limits come from the environment, and a wrong one is refused in words."""

from dataclasses import fields

import pytest

from app.environment import SettingError, from_environment
from app.limits import Limits
from app.settings import Settings


def test_what_is_not_set_keeps_its_default() -> None:
    assert from_environment(Limits, "UNCLONE_LIMIT_", {}) == Limits()


def test_every_limit_can_be_set() -> None:
    for entry in fields(Limits):
        made = from_environment(
            Limits, "UNCLONE_LIMIT_", {f"UNCLONE_LIMIT_{entry.name.upper()}": "7"}
        )
        assert getattr(made, entry.name) == 7


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
