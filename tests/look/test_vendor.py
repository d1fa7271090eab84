"""What was taken from elsewhere is what VERSIONS says, and every icon that is asked for is there."""

import hashlib
import re
from pathlib import Path

from apps.practice.places import PLACES
from apps.practice.templatetags.look import FACES

ROOT = Path(__file__).resolve().parent.parent.parent
VENDOR = ROOT / "static/vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def icons() -> set[str]:
    return set(re.findall(r'<symbol id="([a-z0-9-]+)"', (VENDOR / "lucide/icons.svg").read_text()))


def test_every_vendored_file_is_listed_with_its_checksum() -> None:
    listed = dict(re.findall(r"^  ([0-9a-f]{64})  (\S+)$", (VENDOR / "VERSIONS").read_text(), re.MULTILINE))
    there = {
        hashlib.sha256(path.read_bytes()).hexdigest(): str(path.relative_to(VENDOR))
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VERSIONS"
    }

    assert there == listed


def test_every_vendored_folder_has_its_licence() -> None:
    assert [
        path.name for path in VENDOR.iterdir() if path.is_dir() and not (path / "LICENSE.txt").exists()
    ] == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in TEMPLATES
        for name in re.findall(r"""\{% icon ["']([a-z0-9-]+)["']""", path.read_text())
        if name not in icons()
    }

    assert named == set()


def test_every_icon_of_a_state_and_a_place_is_in_the_sprite() -> None:
    needed = {face.icon for face in FACES.values()} | {place[3] for place in PLACES}

    assert needed - icons() == set()
