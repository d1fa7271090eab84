"""What was taken from elsewhere is what VERSIONS says, and every icon that is asked for is there."""

import ast
import hashlib
import re
from pathlib import Path

from apps.billing.shown import STAGE_LABELS
from apps.billing.shown_tasks import ICONS as HAPPENED
from apps.billing.shown_unbilled import ICONS as UNBILLED
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


def named_in_templates() -> set[str]:
    """Return the icons that templates name: of their own, or for a piece that they include."""
    named = r"""\{% icon ["']([a-z0-9-]+)["']|icon(?:_name)?=["']([a-z0-9-]+)["']"""
    return {
        name for path in TEMPLATES for pair in re.findall(named, path.read_text()) for name in pair if name
    }


def words_of_what_is_shown() -> set[str]:
    """Return every text of the modules that make what templates show: their icons are among them."""
    trees = (ast.parse(path.read_text()) for path in sorted((ROOT / "apps").glob("*/shown*.py")))
    constants = (each.value for tree in trees for each in ast.walk(tree) if isinstance(each, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def test_every_icon_of_the_sprite_is_used_somewhere() -> None:
    faces = {face.icon for face in FACES.values()} | {place[3] for place in PLACES}

    assert icons() - named_in_templates() - words_of_what_is_shown() - faces == set()


def test_the_sprite_has_the_icons_that_the_script_would_put_there() -> None:
    listed = re.search(
        r'^ICONS = """(.*?)"""', (ROOT / "script/vendor").read_text(), re.DOTALL | re.MULTILINE
    )

    assert listed is not None
    assert icons() == set(listed[1].split())


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    assert named_in_templates() - icons() == set()


def test_every_icon_of_a_stage_and_of_what_happened_is_in_the_sprite() -> None:
    assert {
        *(icon for _, icon in STAGE_LABELS.values()),
        *HAPPENED.values(),
        *UNBILLED.values(),
    } - icons() == set()


def test_every_icon_of_a_state_and_a_place_is_in_the_sprite() -> None:
    needed = {face.icon for face in FACES.values()} | {place[3] for place in PLACES}

    assert needed - icons() == set()
