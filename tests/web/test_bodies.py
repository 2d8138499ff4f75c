"""Bodies as large as is allowed: refused or planned by a worker, never read by the event loop."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.engine.errors import REPR_LENGTH, shortened
from app.limits import LIMITS
from app.schemas import json_bodies
from app.web import bodies
from app.web.bodies import OWN_BYTES

pytestmark = pytest.mark.anyio

ROOM = LIMITS.body_bytes - 100
EXPLICIT = '{"initializer":{"name":"explicit","weights":'


def filled(before: str, item: str, after: str, count: int = ROOM) -> bytes:
    """Repeat an item, with commas between, as often as is stated or as a body may hold it."""
    fitting = min(count, (ROOM - len(before) - len(after)) // (len(item) + 1))
    return (before + ",".join([item] * fitting) + after).encode()


@pytest.fixture
async def http(server_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server_url, timeout=60) as made:
        yield made


async def post(http: httpx.AsyncClient, body: bytes, route: str = "/simulate") -> httpx.Response:
    return await http.post(route, content=body, headers={"content-type": "application/json"})


WORST = {
    "texts for numbers": (
        filled(EXPLICIT + "[[[", '"a"', "]]]}}"),
        "initializer.weights[0][0][0] is 'a'; allowed: a number",
    ),
    "unknown fields": (
        ("{" + ",".join(f'"{name:x}":0' for name in range(170_000)) + "}").encode(),
        f"170000 fields; allowed: at most {LIMITS.body_fields} fields",
    ),
    "unknown fields, as many as may be": (
        ("{" + ",".join(f'"k{name}":0' for name in range(LIMITS.body_fields)) + "}").encode(),
        "k0 is 0; allowed: only these fields: activation, ",
    ),
    "empty lists": (
        filled('{"hidden_layers":[', "[]", "]}"),
        f"lists; allowed: at most {LIMITS.body_lists} lists",
    ),
    "empty objects": (
        filled('{"hidden_layers":[', "{}", "]}"),
        f"fields; allowed: at most {LIMITS.body_fields} fields",
    ),
    "initializers": (
        filled('{"initializer":[', '"zeros"', "]}", 110_000),
        "initializer is a list of 110000 items; allowed: a list of at most 100",
    ),
    "depth": (b"[" * (ROOM // 2) + b"]" * (ROOM // 2), "lists; allowed: at most"),
    "digits": (b'{"seed":' + b"1" * (ROOM - 10) + b"}", "allowed: at most 4300 digits"),
    "a text": (b'{"activation":"' + b"a" * (ROOM - 20) + b'"}', "activation is 'aaaa"),
    "numbers of one row": (
        filled(EXPLICIT + "[[", "1.5", "]]}}"),
        "initializer.weights is [[1.5, 1.5",
    ),
    "more numbers than may be": (
        filled(EXPLICIT + "[[", "0", "]]}}"),
        f"explicit numbers; allowed: at most {LIMITS.explicit_numbers}",
    ),
    "a field twice": (
        b'{"seed":1,"seed":2' + b" " * OWN_BYTES + b"}",
        "'seed' is given twice; allowed: once",
    ),
    "half an object": (
        b'{"seed":1' + b" " * OWN_BYTES,
        "the request cannot be read from character",
    ),
    "no UTF-8": (b'{"seed":\xff' + b" " * OWN_BYTES + b"}", "not UTF-8 from byte 8 on"),
}


@pytest.mark.parametrize("name", WORST)
async def test_the_worst_bodies_are_refused_in_words(http: httpx.AsyncClient, name: str) -> None:
    body, said = WORST[name]
    assert OWN_BYTES < len(body) <= LIMITS.body_bytes
    answer = await post(http, body)
    assert answer.status_code in {400, 422}
    assert said in json.dumps(answer.json(), ensure_ascii=False)
    assert len(answer.content) < 20_000


@pytest.mark.parametrize("route", ["/simulate", "/simulate/stream", "/propagate", "/explain"])
async def test_no_large_body_is_read_by_the_server_itself(
    client: httpx.AsyncClient, route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_body: bytes) -> Any:
        raise AssertionError("read by the server")

    monkeypatch.setattr(json_bodies, "read_json", read)
    monkeypatch.setattr(bodies, "read_json", read)
    # This application has no workers: what is not refused by its bytes waits for one.
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await post(client, b"{" + b" " * OWN_BYTES + b"}", route)


@pytest.mark.parametrize(
    ("route", "small"),
    [
        ("/simulate", {"epochs": 1, "hidden_layers": [3], "runs": [{"seed": 2}, {}]}),
        ("/propagate", {"width": 4, "depth": 2}),
        ("/explain", {"epoch": 1}),
        ("/export/code", {"framework": "torch"}),
        ("/simulate", {"epochs": -1}),
        ("/simulate", {"epochs": 20_000, "hidden_layers": [512] * 9}),
        ("/propagate", {"curves": [{"gain": "1"}]}),
    ],
    ids=str,
)
async def test_a_large_body_is_answered_like_a_small_one(
    http: httpx.AsyncClient, route: str, small: dict[str, Any]
) -> None:
    body = json.dumps(small).encode()
    expected = await post(http, body, route)
    answer = await post(http, body + b" " * OWN_BYTES, route)
    assert answer.status_code == expected.status_code
    given, wanted = answer.json(), expected.json()
    for document in (given, wanted):
        document.pop("elapsed_s", None)
    assert given == wanted


async def test_a_large_dataset_and_large_weights_are_used_as_given(http: httpx.AsyncClient) -> None:
    inputs = [[sample / 7, float(column)] for sample in range(5_000) for column in [sample % 3]]
    weights = [[[(row - column) / 3 for column in range(200)] for row in range(2)]]
    weights.append([[column / 9] for column in range(200)])
    asked = {
        "dataset": {
            "name": "custom",
            "task": "regression",
            "inputs": inputs,
            "targets": [0] * 5_000,
        },
        "hidden_layers": [200],
        "initializer": {"name": "explicit", "weights": weights},
        "epochs": 0,
        "record": {"weights": True, "neuron_outputs": False},
    }
    body = json.dumps(asked).encode()
    assert len(body) > OWN_BYTES
    answer = (await post(http, body)).json()
    assert answer["dataset"]["train_inputs"] == inputs
    layers = answer["snapshots"][0]["runs"][0]["layers"]
    assert [layer["weights"] for layer in layers] == weights


@pytest.mark.parametrize(
    "value",
    [[[1.5] * 500_000], [[[]] * 3] * 119, ((1,),), [[1, [2, "x"]], ()], [[[[["a" * 200]]]]]],
    ids=lambda value: str(value)[:20],
)
def test_a_value_is_quoted_by_its_beginning_as_if_it_had_been_written_out(value: Any) -> None:
    whole = repr(value)
    quoted = shortened(value)
    assert quoted == (whole if len(whole) <= REPR_LENGTH else whole[: REPR_LENGTH - 1] + "…")
