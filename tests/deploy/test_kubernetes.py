"""deploy/kubernetes.yaml against Kubernetes' own schemas, and against what the server has."""

from typing import Any

import httpx
import kubernetes_validate
import pytest
import yaml

from tests.conftest import ROOT

MANIFEST = (ROOT / "deploy" / "kubernetes.yaml").read_text(encoding="utf-8")
RESOURCES: dict[str, dict[str, Any]] = {
    resource["kind"]: resource for resource in yaml.safe_load_all(MANIFEST)
}


@pytest.mark.parametrize("kind", RESOURCES)
def test_each_resource_fits_its_schema_to_the_letter(kind: str) -> None:
    version = kubernetes_validate.latest_version()
    kubernetes_validate.validate(RESOURCES[kind], version, strict=True)


def test_a_misspelt_field_is_found() -> None:
    spec = {**RESOURCES["Deployment"]["spec"], "replica": 2}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(
            {**RESOURCES["Deployment"], "spec": spec},
            kubernetes_validate.latest_version(),
            strict=True,
        )


def test_what_it_asks_the_server_for_is_there(server_url: str) -> None:
    (container,) = RESOURCES["Deployment"]["spec"]["template"]["spec"]["containers"]
    probes = [container[name] for name in ("startupProbe", "readinessProbe", "livenessProbe")]
    for probe in probes:
        assert httpx.get(server_url + probe["httpGet"]["path"]).status_code in {200, 503}
    wanted = [
        metric["pods"]["metric"]["name"]
        for metric in RESOURCES["HorizontalPodAutoscaler"]["spec"]["metrics"]
        if metric["type"] == "Pods"
    ]
    told = httpx.get(f"{server_url}/metrics").text
    assert wanted
    assert all(f"\n{name} " in told for name in wanted)
