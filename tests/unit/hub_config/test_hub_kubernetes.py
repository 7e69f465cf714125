"""The files for a cluster agree with the code: limits, names of settings, modules, paths, secrets."""

import importlib.util
import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from hub_config.kubernetes import lesson_pod
from hub_config.relay.learners import SOCKET_NAME
from hub_config.settings import AheadSettings, HubSettings, RelaySettings
from hub_config.spawner import SandboxSpawner

FOLDER = Path(__file__).resolve().parents[3] / "hub_config" / "kubernetes"
VALUES = yaml.safe_load((FOLDER / "values.yaml").read_text())
MANIFESTS = {
    f"{document['kind']} {document['metadata']['name']}": document
    for name in ("site", "marking", "network", "secrets.example")
    for document in yaml.safe_load_all((FOLDER / f"{name}.yaml").read_text())
}
RELAY = VALUES["singleuser"]["extraContainers"][0]
OF_JUPYTERHUB = {"JUPYTERHUB_CRYPT_KEY", "JPY_COOKIE_SECRET"}


def everything(node):
    """Every mapping below `node`."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from everything(value)
    elif isinstance(node, list):
        for value in node:
            yield from everything(value)


def test_a_child_has_the_limits_of_a_sandbox():
    spawner = SandboxSpawner()
    assert VALUES["singleuser"]["memory"]["limit"] == f"{spawner.mem_limit >> 20}M"
    assert VALUES["singleuser"]["cpu"]["limit"] == spawner.cpu_limit
    assert VALUES["singleuser"]["storage"]["capacity"] == f"{spawner.home_bytes >> 20}Mi"
    assert f"podPidsLimit: {spawner.processes_limit}" in (FOLDER / "README.md").read_text()


def test_settings_are_ones_the_code_knows():
    kinds = (HubSettings, RelaySettings, AheadSettings)
    known = " ".join(field.metadata["help"] for kind in kinds for field in fields(kind))
    asked = set(VALUES["hub"]["extraEnv"]) - OF_JUPYTERHUB | {each["name"] for each in RELAY["env"]}
    assert asked
    assert not {name for name in asked if name not in known}


def test_relay_alone_holds_its_token():
    holders = [
        container["name"]
        for container in everything(VALUES)
        if any(each.get("name") == "CLUBS_RELAY_TOKEN" for each in container.get("env", []) if each)
    ]
    assert holders == ["relay"]
    assert "CLUBS_RELAY_TOKEN" not in VALUES["hub"]["extraEnv"]


def test_childs_container_sees_the_relays_socket_and_nothing_more_of_it():
    mounts = {mount["name"]: mount for mount in VALUES["singleuser"]["storage"]["extraVolumeMounts"]}
    assert set(mounts) == {"relay", "tmp"}
    assert mounts["relay"]["readOnly"] is True
    environment = {each["name"]: each.get("value") for each in RELAY["env"]}
    assert f"{environment['CLUBS_RUN_DIR']}/relay/{{learner}}/{SOCKET_NAME}" == lesson_pod.RELAY_SOCKET
    assert not environment["CLUBS_RELAY_CONTROL_SOCKET"].startswith(mounts["relay"]["mountPath"])
    assert VALUES["singleuser"]["extraPodConfig"]["shareProcessNamespace"] is False


def test_server_is_told_the_relays_address_in_place_of_the_hubs():
    given = lesson_pod.given_by_hub(
        {
            "JUPYTERHUB_USER": "abcdefgh12345678",
            "JUPYTERHUB_API_URL": "http://hub:8081/hub/api",
            "JUPYTERHUB_API_TOKEN": "kept",
        }
    )
    socket = "http+unix://%2Frun%2Fclubs%2Frelay%2Fabcdefgh12345678%2Frelay.sock"
    assert given["JUPYTERHUB_API_URL"] == f"{socket}/hub/api"
    assert given["JUPYTERHUB_ACTIVITY_URL"] == f"{socket}/hub/api/users/abcdefgh12345678/activity"
    assert given["JUPYTERHUB_API_TOKEN"] == "kept"


def commands():
    wired = (FOLDER / "on_kubernetes.py").read_text()
    yield from re.findall(r'"-m", "([\w.]+)"', wired)
    for document in (VALUES, *MANIFESTS.values()):
        for mapping in everything(document):
            command = mapping.get("command")
            if isinstance(command, list) and "-m" in command:
                yield command[command.index("-m") + 1]


@pytest.mark.parametrize("module", sorted(set(commands())))
def test_command_runs_a_module_that_stands(module):
    assert importlib.util.find_spec(module)


def test_every_secret_asked_for_is_in_the_list():
    listed = {
        document["metadata"]["name"]: set(document["stringData"])
        for document in MANIFESTS.values()
        if document["kind"] == "Secret"
    }
    asked = [
        mapping["secretKeyRef"]
        for mapping in everything([VALUES, *MANIFESTS.values()])
        if "secretKeyRef" in mapping
    ]
    assert asked
    assert all(each["key"] in listed[each["name"]] for each in asked)
    whole = [
        mapping["secretRef"]["name"]
        for mapping in everything(list(MANIFESTS.values()))
        if "secretRef" in mapping
    ]
    assert set(whole) <= set(listed)
    assert not any(
        value for document in MANIFESTS.values() for value in document.get("stringData", {}).values()
    )


def test_lessons_reach_the_hubs_api_and_the_site_only():
    policy = MANIFESTS["NetworkPolicy clubs-lesson"]["spec"]
    assert policy["podSelector"]["matchLabels"].items() <= VALUES["singleuser"]["extraLabels"].items()
    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    assert sorted(port["port"] for rule in policy["egress"] for port in rule["ports"]) == [53, 53, 443, 8081]
    assert policy["ingress"][0]["ports"] == [{"protocol": "TCP", "port": lesson_pod.PORT}]


@pytest.mark.parametrize("name", [name for name in MANIFESTS if name.startswith(("Deployment", "Job"))])
def test_no_pod_holds_a_service_account_or_more_privilege_than_it_says(name):
    spec = MANIFESTS[name]["spec"]["template"]["spec"]
    assert spec["automountServiceAccountToken"] is False
    for container in spec["containers"]:
        assert "ALL" in container["securityContext"]["capabilities"]["drop"]
        may = container["securityContext"]["capabilities"].get("add", [])
        assert not may or spec.get("hostUsers") is False
