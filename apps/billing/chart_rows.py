"""What claims take from the charts of their patients: coded diagnoses, and the place of the service."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from apps.billing.domain.claim import Address, ServiceFacility
from apps.billing.domain.scrub_parties import HOSPICE_PLACES, NURSING_PLACES
from apps.billing.models import Claim
from apps.patients.models import Agency, CareEpisode, Diagnosis, Setting
from apps.practice.models import ServiceLocation

PATIENTS_HOME = "12"
_SETTING_OF = {
    **dict.fromkeys(NURSING_PLACES, Setting.NURSING_FACILITY),
    **dict.fromkeys(HOSPICE_PLACES, Setting.HOSPICE),
}


@dataclass(slots=True)
class Chart:
    """The coded diagnoses of one patient, the most relevant first, and the episodes of care by date."""

    diagnoses: list[Diagnosis] = field(default_factory=list)
    episodes: list[CareEpisode] = field(default_factory=list)


def charts_of(patient_ids: Collection[int]) -> dict[int, Chart]:
    """Return the chart of every patient named, with two queries; an empty one for any other."""
    found: dict[int, Chart] = defaultdict(Chart)
    coded = Diagnosis.objects.filter(patient__in=patient_ids).exclude(code="")
    for diagnosis in coded.order_by("rank", "pk"):
        found[diagnosis.patient_id].diagnoses.append(diagnosis)
    settings = set(_SETTING_OF.values())
    episodes = CareEpisode.objects.filter(patient__in=patient_ids, setting__in=settings, agency__isnull=False)
    for episode in episodes.select_related("agency").order_by("starts_on", "pk"):
        found[episode.patient_id].episodes.append(episode)
    return found


def service_facility_of(claim: Claim, chart: Chart, *, place_of_service: str) -> ServiceFacility | None:
    """Return where the service was furnished, when that is neither the billing address nor the patient's home.

    In a nursing facility or hospice that is the patient's agency on the dates of service; elsewhere it is where the
    rendering provider sees patients.
    """
    if place_of_service == PATIENTS_HOME:
        return None
    setting = _SETTING_OF.get(place_of_service)
    place = claim.rendering_provider.service_location if setting is None else _agency(claim, chart, setting)
    return _facility(place) if place is not None else None


def _agency(claim: Claim, chart: Chart, setting: Setting) -> Agency | None:
    """Return the agency of the last episode of `setting` that touches the dates of service."""
    running = (
        episode.agency
        for episode in reversed(chart.episodes)
        if episode.setting == setting
        and episode.starts_on <= claim.ends_on
        and (episode.ends_on is None or episode.ends_on >= claim.starts_on)
    )
    return next(running, None)


def _facility(place: ServiceLocation | Agency) -> ServiceFacility:
    address = Address(place.street, place.city, place.state, place.zip_code, place.street_2)
    return ServiceFacility(name=place.name, address=address, npi=place.npi)
