"""What stands beside a decision without standing in the way."""

from apps.rules import periods
from apps.rules.conditions import Case, Findings


def add_warnings(case: Case, findings: Findings) -> None:
    """Point out what a reviewer, an auditor or the payer would ask about."""
    resolved, stretch = case.resolved, case.stretch
    if resolved.basis == periods.ROLLING_30 or resolved.other_bases:
        _about_dates(case, findings)
    _about_time(case, findings)
    if stretch.two_at_once and resolved.needs_setting:
        rule = "two_settings_at_once"
        findings.warns(rule, f"reason.{rule}", (("setting", stretch.setting),))
    if resolved.watches_agency_contact and stretch.setting in resolved.agency_settings:
        _about_agency(case, findings)


def _about_dates(case: Case, findings: Findings) -> None:
    resolved = case.resolved
    window = periods.Window(case.facts.starts_on, case.facts.ends_on)
    if resolved.basis != periods.ROLLING_30:
        part = periods.Window(case.stretch.starts_on, case.stretch.ends_on)
        if not periods.fits(window, part, basis=resolved.basis, anchor=case.facts.enrolled_on):
            rule = "not_a_calendar_month"
            findings.warns(rule, f"reason.{rule}", (("ends_on", window.ends_on.isoformat()),))
        return
    if periods.ends_beside_another(window, anchor=case.facts.enrolled_on):
        rule = "two_periods_end_in_one_month"
        findings.warns(rule, f"reason.{rule}", (("ends_on", window.ends_on.isoformat()),))


def _about_time(case: Case, findings: Findings) -> None:
    first, limits = case.reach.first, case.resolved.limits
    if case.time.longest > limits["long_entry_minutes"] * 60:
        findings.warns("long_entry", "limit.long_entry_minutes", (("limit", limits["long_entry_minutes"]),))
    if first is None:
        return
    minutes = first.seconds // 60
    if minutes - first.tier.minutes <= limits["just_reached_minutes"]:
        used = (("minutes", minutes), ("needed", first.tier.minutes))
        findings.warns("minutes_just_reach_threshold", "limit.just_reached_minutes", used)
    for line in first.lines:
        if line.code in case.resolved.disputed and line.units > limits["cap_disputed_units"]:
            named = (("code", line.code), ("units", line.units))
            findings.warns("addon_limit_disputed", "limit.cap_disputed_units", named)


def _about_agency(case: Case, findings: Findings) -> None:
    if case.reach.first is not None and not _has_agency_contact(case):
        findings.warns("no_agency_contact", "reason.no_agency_contact", ())
    episodes = case.stretch.episodes
    if len(episodes) > 1 and len({episode.agency_npi for episode in episodes}) > 1:
        findings.warns("agency_changed_in_period", "reason.agency_changed_in_period", ())


def _has_agency_contact(case: Case) -> bool:
    """Say whether any time that counts was spent with somebody of the agency."""
    agency = case.resolved.agency_counterparts
    return not agency.isdisjoint([counterpart for _, _, counterpart, _ in case.time.kinds])
