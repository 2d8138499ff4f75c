"""The types of a request's fields: what each takes, how it is read, written and described."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema
from typing_extensions import TypeAliasType

from app.engine.experiment import Intervention, Spec
from app.engine.names import Names, allowed_names, canonical
from app.engine.network.activations import ACTIVATIONS
from app.engine.network.losses import LOSSES
from app.engine.records.readings import INSTRUMENTS
from app.limits import LIMITS
from app.schemas.architecture_choice import (
    architecture_form,
    dump_architecture,
    parse_architecture,
)
from app.schemas.choice_schemas import (
    bias_initializer_form,
    dataset_form,
    initializer_form,
    optimizer_form,
)
from app.schemas.choices import (
    MOST_LAYERS,
    LayerChoice,
    dump_choice,
    parse_bias_initializer,
    parse_initializer,
    parse_optimizer,
)
from app.schemas.dataset_choice import DatasetChoice, dump_dataset, parse_dataset
from app.schemas.intervention_choice import (
    dump_interventions,
    interventions_form,
    parse_interventions,
)
from app.schemas.refusals import refusal, within


def known(table: Names) -> BeforeValidator:
    """Accept the names of a table alone, in any spelling; gives the canonical one."""

    def check(value: object) -> object:
        name = canonical(table, value)
        if name is None:
            raise refusal(value, allowed_names(table, value))
        return name

    return BeforeValidator(check)


def whole(least: int, most: int) -> BeforeValidator:
    """Accept integers within bounds; a refusal names both."""
    allowed = f"an integer from {least} to {most}"

    def check(value: object) -> object:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise refusal(value, allowed)
        return value

    return BeforeValidator(check)


def bounded(least: float, most: float) -> BeforeValidator:
    """Accept numbers within bounds; a refusal names both."""
    allowed = f"a finite number from {least:g} to {most:g}"

    def check(value: object) -> object:
        # NaN is not within any bounds.
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refusal(value, allowed)
        if not least <= value <= most:
            raise refusal(value, allowed)
        return value

    return BeforeValidator(check)


def _batch_size(value: object) -> int | Literal["full"]:
    if value == "full":
        return "full"
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not isinstance(value, int) or not 1 <= value <= LIMITS.batch_size:
        raise refusal(value, f'an integer from 1 to {LIMITS.batch_size}, or "full"')
    return value


def _recorded(value: object) -> Literal["auto"] | tuple[int, ...]:
    if value == "auto":
        return "auto"
    allowed = (
        f'"auto", or a list of 1 to {LIMITS.recorded_epochs} integers from 0 to {LIMITS.epochs}'
    )
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= LIMITS.recorded_epochs:
        raise refusal(value, allowed)
    for index, epoch in enumerate(value):
        whole = isinstance(epoch, int) and not isinstance(epoch, bool)
        if not whole or not 0 <= epoch <= LIMITS.epochs:
            raise refusal(epoch, f"an integer from 0 to {LIMITS.epochs}", loc=(index,))
    return tuple(sorted(set(value)))


def _scale(value: object) -> float | tuple[float, ...]:
    allowed = f"a number from 0 to {LIMITS.learning_rate:g}, or a list of one per weight layer"
    if not isinstance(value, list | tuple):
        return _within(value, LIMITS.learning_rate, allowed)
    if not 1 <= len(value) <= MOST_LAYERS:
        raise refusal(value, f"a list of 1 to {MOST_LAYERS} numbers, one per weight layer")
    scales = []
    for index, item in enumerate(value):
        with within(index):
            allowed = f"a finite number from 0 to {LIMITS.learning_rate:g}"
            scales.append(_within(item, LIMITS.learning_rate, allowed))
    return tuple(scales)


def _within(value: object, most: float, allowed: str) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not isinstance(value, int | float) or not 0 <= value <= most:
        raise refusal(value, allowed)
    return float(value)


def _frozen(value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        raise refusal(value, "a list of weight layers, each an integer from 0")
    for index, layer in enumerate(value):
        whole = isinstance(layer, int) and not isinstance(layer, bool)
        if not whole or not 0 <= layer < MOST_LAYERS:
            allowed = f"an integer from 0 to {MOST_LAYERS - 1}, a weight layer"
            raise refusal(layer, allowed, loc=(index,))
    return tuple(sorted(set(value)))


def _instruments(value: object) -> tuple[str, ...]:
    allowed = "a list of " + " and ".join(INSTRUMENTS) + ", or of some of these"
    if not isinstance(value, list | tuple):
        raise refusal(value, allowed)
    for index, name in enumerate(value):
        if name not in INSTRUMENTS:
            raise refusal(name, "one of " + ", ".join(INSTRUMENTS), loc=(index,))
    return tuple(sorted(set(value)))


Label = Annotated[str, Field(min_length=1, max_length=LIMITS.label_length)]
HiddenLayers = Annotated[
    list[Annotated[int, Field(ge=1, le=LIMITS.width), whole(1, LIMITS.width)]],
    Field(max_length=LIMITS.hidden_layers),
]

# Aliases stand in the description once, under their own names.
Activation = TypeAliasType(
    "Activation",
    Annotated[
        str, known(ACTIVATIONS), WithJsonSchema({"type": "string", "enum": sorted(ACTIVATIONS)})
    ],
)
Loss = TypeAliasType(
    "Loss",
    Annotated[str, known(LOSSES), WithJsonSchema({"type": "string", "enum": sorted(LOSSES)})],
)
Initializer = TypeAliasType(
    "Initializer",
    Annotated[
        LayerChoice,
        PlainValidator(parse_initializer),
        PlainSerializer(dump_choice),
        WithJsonSchema(initializer_form()),
    ],
)
BiasInitializer = TypeAliasType(
    "BiasInitializer",
    Annotated[
        LayerChoice,
        PlainValidator(parse_bias_initializer),
        PlainSerializer(dump_choice),
        WithJsonSchema(bias_initializer_form()),
    ],
)
Optimizer = TypeAliasType(
    "Optimizer",
    Annotated[
        Spec,
        PlainValidator(parse_optimizer),
        PlainSerializer(dump_choice),
        WithJsonSchema(optimizer_form()),
    ],
)
Architecture = TypeAliasType(
    "Architecture",
    Annotated[
        Spec,
        PlainValidator(parse_architecture),
        PlainSerializer(dump_architecture),
        WithJsonSchema(architecture_form()),
    ],
)
Dataset = TypeAliasType(
    "Dataset",
    Annotated[
        DatasetChoice,
        PlainValidator(parse_dataset),
        PlainSerializer(dump_dataset),
        WithJsonSchema(dataset_form()),
    ],
)
LearningRate = Annotated[
    float, Field(ge=0, le=LIMITS.learning_rate), bounded(0, LIMITS.learning_rate)
]
_SCALE_FORM = {"type": "number", "minimum": 0, "maximum": LIMITS.learning_rate}
LearningRateScale = Annotated[
    float | tuple[float, ...],
    PlainValidator(_scale),
    PlainSerializer(lambda value: value),
    WithJsonSchema(
        {
            "anyOf": [
                _SCALE_FORM,
                {
                    "type": "array",
                    "items": _SCALE_FORM,
                    "minItems": 1,
                    "maxItems": MOST_LAYERS,
                },
            ]
        }
    ),
]
Freeze = Annotated[
    tuple[int, ...],
    PlainValidator(_frozen),
    PlainSerializer(lambda value: value),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "integer", "minimum": 0, "maximum": MOST_LAYERS - 1},
        }
    ),
]
L2 = Annotated[float, Field(ge=0, le=LIMITS.l2), bounded(0, LIMITS.l2)]
Seed = Annotated[int, Field(ge=0, le=LIMITS.seed), whole(0, LIMITS.seed)]
Epochs = Annotated[int, Field(ge=0, le=LIMITS.epochs), whole(0, LIMITS.epochs)]
Bins = Annotated[int, Field(ge=1, le=LIMITS.histogram_bins), whole(1, LIMITS.histogram_bins)]
BatchSize = Annotated[
    int | Literal["full"],
    PlainValidator(_batch_size),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": LIMITS.batch_size},
                {"const": "full"},
            ]
        }
    ),
]
RecordedEpochs = Annotated[
    Literal["auto"] | tuple[int, ...],
    PlainValidator(_recorded),
    PlainSerializer(lambda value: value),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "auto"},
                {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 0, "maximum": LIMITS.epochs},
                    "minItems": 1,
                    "maxItems": LIMITS.recorded_epochs,
                },
            ]
        }
    ),
]
Instruments = Annotated[
    tuple[str, ...],
    PlainValidator(_instruments),
    PlainSerializer(lambda value: value),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "string", "enum": list(INSTRUMENTS)},
        }
    ),
]
Interventions = Annotated[
    tuple[Intervention, ...],
    PlainValidator(parse_interventions),
    PlainSerializer(dump_interventions),
    WithJsonSchema(interventions_form()),
]
Seeds = Annotated[int, Field(ge=1, le=LIMITS.seeds), whole(1, LIMITS.seeds)]
