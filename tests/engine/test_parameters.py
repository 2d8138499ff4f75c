"""The laws of parameters and of the errors they raise."""

import copy
from itertools import product

import numpy as np
import pytest

from app.engine.errors import ArgumentError
from app.engine.parameters import Parameter, validate_parameters

STD = Parameter("std", "number", 0.01, minimum=0.0, maximum=10.0, exclusive_minimum=True)
COUNT = Parameter("count", "integer", 3, minimum=1, maximum=5)
MODE = Parameter("mode", "choice", "fan_in", choices=("fan_out", "fan_in"))
FLAG = Parameter("flag", "boolean", default=False)
TEXT = Parameter("code", "text", "", maximum=4)
ROWS = Parameter("rows", "array", None)


@pytest.mark.parametrize(
    ("parameter", "value", "canonical"),
    [
        (STD, 1, 1.0),
        (STD, np.float64(2.5), 2.5),
        (COUNT, 5, 5),
        (COUNT, np.int64(1), 1),
        (MODE, "fan_out", "fan_out"),
        (FLAG, True, True),
        (TEXT, "abcd", "abcd"),
        (ROWS, [[1]], [[1]]),
    ],
)
def test_an_allowed_value_comes_back_in_its_canonical_type(
    parameter: Parameter, value: object, canonical: object
) -> None:
    result = parameter.validate(value)
    assert result == canonical
    assert type(result) is type(canonical)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        *product([STD], [0.0, -1, 10.5, float("nan"), float("inf"), True, "1", None, 10**400]),
        *product([COUNT], [0, 6, 1.0, True, "3", None]),
        *product([MODE], ["FAN_IN", 1, None, ["fan_in"]]),
        *product([FLAG], [0, "true", None]),
        *product([TEXT], ["abcde", 1, None]),
        *product([ROWS], ["abc", 1, {}]),
    ],
)
def test_any_other_value_is_refused_with_name_value_and_what_is_allowed(
    parameter: Parameter, value: object
) -> None:
    with pytest.raises(ArgumentError) as caught:
        parameter.validate(value)
    error = caught.value
    assert (error.argument, error.allowed) == (parameter.name, parameter.allowed())
    assert error.value is value
    assert str(error).startswith(f"{parameter.name} is ")
    assert str(error).endswith(f"; allowed: {parameter.allowed()}")


def test_what_is_allowed_is_said_in_words() -> None:
    assert STD.allowed() == "a finite number > 0 and <= 10"
    assert COUNT.allowed() == "an integer >= 1 and <= 5"
    assert MODE.allowed() == "one of fan_in, fan_out"


def test_missing_parameters_take_their_default_and_unknown_ones_are_refused() -> None:
    assert validate_parameters((STD, COUNT), {"count": 2}) == {"std": 0.01, "count": 2}
    with pytest.raises(ArgumentError, match="typo is 1; allowed: only these parameters: count, s"):
        validate_parameters((STD, COUNT), {"typo": 1})


@pytest.mark.parametrize(
    "value", ["x" * 10_000, list(range(10_000)), 10**5000], ids=["text", "list", "integer"]
)
def test_a_long_value_is_shortened_in_the_message_and_kept_in_the_error(value: object) -> None:
    error = ArgumentError("name", value, "less")
    assert len(str(error)) < 200
    assert error.value is value


def test_the_error_can_be_rebuilt_from_its_parts_as_between_processes() -> None:
    error = copy.copy(ArgumentError("std", -1, "a finite number"))
    assert (error.argument, error.value, error.allowed) == ("std", -1, "a finite number")
    assert str(error) == "std is -1; allowed: a finite number"
