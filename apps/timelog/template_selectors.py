"""The templates for notes as a practice has them."""

from dataclasses import dataclass

from apps.practice.access import Actor, rows_of
from apps.timelog.domain.note_templates import Template, shipped
from apps.timelog.models import Activity, EntryVersion, NoteTemplate

MOST_VERSIONS = 2_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A template with its versions of this practice, newest first; none while it is as it came with the product."""

    template: Template
    versions: tuple[NoteTemplate, ...]

    @property
    def number(self) -> int:
        return self.versions[0].number if self.versions else 0

    @property
    def is_retired(self) -> bool:
        return bool(self.versions) and self.versions[0].is_retired

    @property
    def is_shipped(self) -> bool:
        """Say whether it came with the product, changed since or not."""
        return any(each.key == self.template.key for each in shipped())

    @property
    def activity_label(self) -> str:
        return str(Activity(self.template.activity).label)


def kept_templates(actor: Actor) -> list[Kept]:
    """Return every template of the practice, in the order of activities, then titles; retired ones too."""
    versions: dict[str, list[NoteTemplate]] = {each.key: [] for each in shipped()}
    for row in rows_of(actor, NoteTemplate).select_related("recorded_by")[:MOST_VERSIONS]:
        versions.setdefault(row.key, []).append(row)
    own = {key: _as_template(found[0]) for key, found in versions.items() if found}
    first = {each.key: each for each in shipped()} | own
    order = list(Activity.values)
    kept = [Kept(first[key], tuple(found)) for key, found in versions.items()]
    return sorted(kept, key=lambda each: (order.index(each.template.activity), each.template.title.lower()))


def templates_of(actor: Actor) -> list[Template]:
    """Return the templates to write with."""
    return [each.template for each in kept_templates(actor) if not each.is_retired]


def last_said(actor: Actor, patient_id: int) -> EntryVersion | None:
    """Return the actor's last entry for a patient that still counts as said; None when there is none."""
    rows = rows_of(actor, EntryVersion).filter(
        provider=actor.provider, patient_id=patient_id, is_void=False, current_of__isnull=False
    )
    return rows.order_by("-performed_on", "-pk").first() if actor.provider else None


def _as_template(row: NoteTemplate) -> Template:
    return Template(row.key, row.activity, row.title, row.text)
