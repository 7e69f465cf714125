"""Settings of the hub's processes from the environment."""

from pathlib import Path

import pytest

from hub_config.settings import HubSettings, RelaySettings, SettingMissing, for_sqlalchemy

HUB = {
    "CONFIGPROXY_AUTH_TOKEN": "proxy-secret",
    "CLUBS_HUB_DATABASE_URL": "postgresql://hub:pw@/clubs?host=%2Frun%2Fpg&options=-csearch_path%3Dhub",
    "CLUBS_HUB_CLIENT_SECRET": "client-secret",
}


def test_defaults_are_one_machine_with_two_origins():
    settings = HubSettings.from_environment(HUB)
    assert settings.site_url == "http://localhost:8000"
    assert settings.public_url == "http://127.0.0.1:8001"
    assert settings.bind_url == "http://127.0.0.1:8001"
    assert settings.api_bind_url == "http://127.0.0.1:8002"
    assert settings.proxy_api_url == "http://127.0.0.1:8003"
    assert settings.relay_control_socket == Path("/run/clubs/relay/control.sock")
    assert not settings.subdomains


def test_port_follows_the_address_unless_it_is_set():
    assert HubSettings.from_environment(HUB | {"CLUBS_HUB_URL": "http://127.0.0.1:9101"}).bind_url.endswith(
        ":9101"
    )
    behind_a_balancer = {"CLUBS_HUB_URL": "https://lessons.example.org", "CLUBS_HUB_PORT": "8001"}
    assert HubSettings.from_environment(HUB | behind_a_balancer).bind_url == "http://127.0.0.1:8001"


@pytest.mark.parametrize("name", HUB)
def test_hub_does_not_start_without_its_secrets(name):
    with pytest.raises(SettingMissing, match=name):
        HubSettings.from_environment({key: value for key, value in HUB.items() if key != name})


def test_relay_does_not_start_without_its_token():
    with pytest.raises(SettingMissing, match="CLUBS_RELAY_TOKEN"):
        RelaySettings.from_environment({})


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://x", "http://localhost/path", "http://"])
def test_origin_has_no_path_and_is_http(address):
    with pytest.raises(SettingMissing, match="CLUBS_SITE_URL"):
        HubSettings.from_environment(HUB | {"CLUBS_SITE_URL": address})


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("postgresql://hub@/clubs", "postgresql+psycopg://hub@/clubs"),
        ("postgres://hub@db/clubs", "postgresql+psycopg://hub@db/clubs"),
        ("postgresql+psycopg://hub@/clubs", "postgresql+psycopg://hub@/clubs"),
    ],
)
def test_address_names_the_driver_that_is_there(given, wanted):
    assert for_sqlalchemy(given) == wanted


@pytest.mark.parametrize("address", ["sqlite:///hub.sqlite", "mysql://x/y", "clubs"])
def test_no_other_database(address):
    with pytest.raises(SettingMissing, match="postgresql"):
        for_sqlalchemy(address)


@pytest.mark.parametrize("secret", ["proxy-secret", "client-secret", ":pw@"])
def test_settings_do_not_show_their_secrets(secret):
    assert secret not in repr(HubSettings.from_environment(HUB))
