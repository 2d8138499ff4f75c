"""Every question is described, with its answer and examples."""

import json
import re

import httpx
import pytest

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("path", "method", "model"),
    [
        ("/propagate", "post", "PropagationAnswer"),
        ("/explain", "post", "ExplanationAnswer"),
        ("/lesson", "get", "LessonAnswer"),
        ("/lesson/table", "get", "LessonTableAnswer"),
        ("/identify", "post", "Identified"),
    ],
)
async def test_the_description_shows_answer_and_examples(
    client: httpx.AsyncClient, path: str, method: str, model: str
) -> None:
    description = (await client.get("/openapi.json")).json()
    operation = description["paths"][path][method]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": f"#/components/schemas/{model}"}
    assert operation["description"]
    names, seen = [model], set()
    while names:
        name = names.pop()
        seen.add(name)
        for field in description["components"]["schemas"][name].get("properties", {}).values():
            nested = re.findall(r"#/components/schemas/(\w+)", json.dumps(field))
            names += [other for other in nested if other not in seen]
            assert field.get("description"), (name, field)
            assert nested or field.get("examples"), (name, field)
