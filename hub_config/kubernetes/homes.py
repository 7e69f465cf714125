"""A child's pod has a volume that stays; an adult's with a copy has an empty one that goes with the pod."""

from typing import Any

from hub_config.launcher.home_size import HOME_BYTES, MEBIBYTE
from hub_config.names import is_copier
from hub_config.spawner import default_page


def prepare(spawner: Any) -> None:
    """Before a start: a copier's begins at its copies, and makes no claim that would outlive the pod."""
    name = spawner.user.name
    spawner.default_url = default_page(name)
    spawner.storage_pvc_ensure = not is_copier(name)


def without_a_claim(spawner: Any, pod: Any) -> Any:
    """KubeSpawner's `modify_pod_hook`: in a copier's pod an empty folder stands for every claim."""
    if is_copier(spawner.user.name):
        for volume in pod.spec.volumes:
            if volume.persistent_volume_claim is not None:
                volume.persistent_volume_claim = None
                volume.empty_dir = {"sizeLimit": f"{HOME_BYTES // MEBIBYTE}Mi"}
    return pod
