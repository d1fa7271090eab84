"""What a roster file may point at by name or number: the practice's payers, providers and agencies."""

from datetime import date

from apps.patients.domain.roster import AgencyReference
from apps.patients.models import Agency, Payer, Setting
from apps.patients.profiles import asks_for_medicare_number
from apps.practice.access import Actor, rows_of
from apps.practice.domain.dates import in_words
from apps.practice.models import Provider
from apps.problems import Problem

_ADDRESS_LENGTHS = {"street": 55, "street_2": 55, "city": 30, "state": 2, "zip_code": 10}


class Known:
    """The practice's lists, read once for a file; agencies that a row brings along are added as they are met."""

    def __init__(self, actor: Actor, *, today: date) -> None:
        self.actor = actor
        self.practice = actor.practice
        self.today = today
        self.payers = {payer.name.casefold(): payer for payer in rows_of(actor, Payer)}
        self.providers = {each.npi: each for each in rows_of(actor, Provider) if each.npi}
        agencies = list(rows_of(actor, Agency))
        self._is_medicare = {
            profile: asks_for_medicare_number(actor.practice, profile, on=today)
            for profile in {payer.profile for payer in self.payers.values()}
        }
        self._agencies_by_npi = {(each.kind, each.npi): each for each in agencies if each.npi}
        self._known_agencies = {id(each) for each in agencies}
        self._agencies_by_name = {(each.kind, each.name.casefold()): each for each in agencies}

    def is_medicare(self, payer: Payer) -> bool:
        """Say whether the payer knows its members by Medicare number."""
        return self._is_medicare[payer.profile]

    def payer(self, name: str) -> Payer | Problem:
        """Return the payer called `name`, or why there is none."""
        payer = self.payers.get(name.casefold())
        if payer is None:
            seen = f"The practice has no payer called {name}" if name else "The payer is missing"
            names = ", ".join(sorted(each.name for each in self.payers.values())[:6]) or "none yet"
            message = f"{seen}. Correct the name, or add the payer first. Payers: {names}."
            return Problem("payer_unknown", message, "coverage.payer")
        return payer

    def provider(self, npi: str, *, field: str, on: date | None) -> Provider | Problem:
        """Return the provider with `npi` who may bill on a date, or why there is none."""
        provider = self.providers.get(npi)
        if provider is None:
            message = f"No provider of the practice has the NPI {npi}. Correct it, or add the provider first."
            return Problem("provider_unknown", message, field)
        if not provider.may_bill:
            message = (
                f"{provider} is clinical staff and does not bill or sign plans. Give a practitioner's NPI."
            )
            return Problem("provider_cannot_bill", message, field)
        if on is not None and provider.ends_on is not None and provider.ends_on < on:
            message = (
                f"{provider} left on {in_words(provider.ends_on)}, before {in_words(on)}. Give another NPI."
            )
            return Problem("provider_left", message, field)
        return provider

    def agency(self, wanted: AgencyReference, *, setting: str) -> Agency | Problem | None:
        """Return the agency that is meant, an unsaved one when it is new, None when none is named."""
        if not wanted.npi and not wanted.name:
            return None
        named = self._agencies_by_name.get((setting, wanted.name.casefold()))
        found = self._agencies_by_npi.get((setting, wanted.npi)) or named
        if found is not None:
            return self._unless_npi_differs(found, wanted)
        if not wanted.name:
            message = (
                f"No {Setting(setting).label.lower()} agency has the NPI {wanted.npi}. Give its name as well."
            )
            return Problem("agency_unknown", message, "episode.agency_npi")
        address = {name: str(value) for name, value in wanted.address.items() if _fits(name, str(value))}
        return Agency(practice=self.practice, kind=setting, name=wanted.name, npi=wanted.npi, **address)

    def _unless_npi_differs(self, agency: Agency, wanted: AgencyReference) -> Agency | Problem:
        if wanted.npi and agency.npi and wanted.npi != agency.npi:
            message = (
                f"{agency.name} is kept with the NPI {agency.npi}, not {wanted.npi}. Correct the wrong one."
            )
            return Problem("agency_npi_differs", message, "episode.agency_npi")
        return agency

    def is_new(self, agency: Agency) -> bool:
        """Say whether an agency is neither on the roster nor brought along by an earlier row."""
        return id(agency) not in self._known_agencies

    def add(self, agency: Agency) -> None:
        """Know an agency that an accepted row brings along."""
        self._known_agencies.add(id(agency))
        self._agencies_by_name[agency.kind, agency.name.casefold()] = agency
        if agency.npi:
            self._agencies_by_npi[agency.kind, agency.npi] = agency


def _fits(name: str, value: str) -> bool:
    return len(value) <= _ADDRESS_LENGTHS.get(name, 0)
