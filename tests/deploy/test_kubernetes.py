"""The manifests in deploy/ against Kubernetes' own schemas, and against what the server has."""

from ipaddress import ip_address, ip_network
from typing import Any

import httpx
import kubernetes_validate
import pytest
import yaml

from tests.conftest import ROOT, START_SECONDS

Resource = dict[str, Any]


def read(name: str) -> list[Resource]:
    """Give the resources of a manifest."""
    return list(yaml.safe_load_all((ROOT / "deploy" / name).read_text(encoding="utf-8")))


RESOURCES: dict[str, Resource] = {each["kind"]: each for each in read("kubernetes.yaml")}
(BY_QUEUE,) = read("autoscale_by_queue.yaml")
AUTOSCALER = RESOURCES["HorizontalPodAutoscaler"]


@pytest.mark.parametrize("resource", [*RESOURCES.values(), BY_QUEUE], ids=lambda each: each["kind"])
def test_each_resource_fits_its_schema_to_the_letter(resource: Resource) -> None:
    version = kubernetes_validate.latest_version()
    kubernetes_validate.validate(resource, version, strict=True)


def test_a_misspelt_field_is_found() -> None:
    spec = {**RESOURCES["Deployment"]["spec"], "replica": 2}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(
            {**RESOURCES["Deployment"], "spec": spec},
            kubernetes_validate.latest_version(),
            strict=True,
        )


def container() -> Resource:
    """Give the one container of the deployment."""
    (only,) = RESOURCES["Deployment"]["spec"]["template"]["spec"]["containers"]
    assert isinstance(only, dict)
    return only


def test_what_it_asks_the_server_for_is_there(server_url: str) -> None:
    for name in ("startupProbe", "readinessProbe", "livenessProbe"):
        path = container()[name]["httpGet"]["path"]
        assert httpx.get(server_url + path, timeout=START_SECONDS).status_code in {200, 503}
    wanted = [
        metric["pods"]["metric"]["name"]
        for metric in BY_QUEUE["spec"]["metrics"]
        if metric["type"] == "Pods"
    ]
    told = httpx.get(f"{server_url}/metrics", timeout=START_SECONDS).text
    assert wanted
    assert all(f"\n{name} " in told for name in wanted)


def test_the_autoscaler_alone_says_how_many_and_needs_no_more_than_a_cluster_has() -> None:
    assert "replicas" not in RESOURCES["Deployment"]["spec"]
    target = AUTOSCALER["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == (
        "Deployment",
        RESOURCES["Deployment"]["metadata"]["name"],
    )
    metrics = AUTOSCALER["spec"]["metrics"]
    assert [metric["type"] for metric in metrics] == ["Resource"]
    # A share of what is requested can be told only where something is.
    assert all(
        metric["resource"]["name"] in container()["resources"]["requests"] for metric in metrics
    )
    # Else one replica could never be taken from its node.
    smallest = RESOURCES["PodDisruptionBudget"]["spec"]["minAvailable"]
    assert AUTOSCALER["spec"]["minReplicas"] > smallest


def test_the_autoscaler_by_queue_is_the_other_one_and_a_metric_more() -> None:
    def without_metrics(resource: Resource) -> Resource:
        return {**resource, "spec": {**resource["spec"], "metrics": None}}

    assert without_metrics(BY_QUEUE) == without_metrics(AUTOSCALER)
    assert [m for m in BY_QUEUE["spec"]["metrics"] if m["type"] != "Pods"] == AUTOSCALER["spec"][
        "metrics"
    ]


def test_no_client_can_choose_its_address() -> None:
    (trusted,) = [
        each["value"] for each in container()["env"] if each["name"] == "FORWARDED_ALLOW_IPS"
    ]
    for network in map(ip_network, trusted.split(",")):
        assert network.is_private
        assert network.num_addresses <= 2**16
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    trusted = compose["services"]["unclone"]["environment"]["FORWARDED_ALLOW_IPS"]
    assert trusted == compose["services"]["nginx"]["networks"]["inside"]["ipv4_address"]
    (pool,) = compose["networks"]["inside"]["ipam"]["config"]
    assert ip_address(trusted) in ip_network(pool["subnet"])
    assert ip_address(trusted) not in ip_network(pool["ip_range"])
