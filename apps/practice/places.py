"""The places of the rail, and which of them every page belongs to."""

from apps.practice.domain.roles import Action

# key, label, url name, icon, any of these actions
PLACES: tuple[tuple[str, str, str, str, tuple[Action, ...]], ...] = (
    ("today", "Today", "timelog:today", "sun", (Action.LOG_TIME,)),
    ("patients", "Patients", "patients:list", "users", (Action.SEE_PATIENTS,)),
    ("review", "Review", "billing:review", "clipboard-check", (Action.REVIEW_CLAIMS,)),
    ("claims", "Claims", "billing:claims", "file-text", (Action.SEE_CLAIMS,)),
    ("money", "Money", "billing:remittances", "banknote", (Action.SEE_CLAIMS,)),
    ("runs", "Closings", "billing:runs", "calendar-check", (Action.SEE_RUNS,)),
    ("reports", "Reports", "reports:overview", "chart-column", (Action.SEE_REPORTS,)),
    ("practice", "Practice", "practice:overview", "building-2", (Action.SEE_PRACTICE,)),
)


# An app whose pages lie in the place of another app.
SECTION_OF = {"imports": "practice"}

# Pages whose place is another than that of their app, and all pages of billing: its app has four places.
_PAGES: dict[str, str] = {
    "timelog:today": "billing:attest",
    "patients:list": (
        "billing:patient billing:if_closed billing:facts timelog:log timelog:entry timelog:amend"
        " timelog:confirm timelog:void timelog:undo timelog:start timelog:plan timelog:state_goal"
        " timelog:state_strategy timelog:drop_strategy timelog:revise_goal timelog:meet_goal timelog:drop_goal"
    ),
    "billing:review": (
        "billing:review billing:acts billing:approve_all billing:assign billing:changed billing:check"
        " billing:decide billing:look_for_signals billing:lock_month billing:month billing:months billing:move"
        " billing:not_billed billing:not_billed_record billing:signal billing:signals billing:signals_reviewed"
        " billing:tag billing:undo_act billing:unlock_month"
    ),
    "billing:claims": (
        "billing:claims billing:another_payer billing:encounters billing:authorize billing:claim billing:claim_837p"
        " billing:claim_fact billing:claim_note billing:close_again billing:correct billing:correction"
        " billing:corrections billing:filing billing:leave billing:make billing:not_sent billing:paper"
        " billing:period billing:printed billing:refund billing:reopening billing:sent billing:submission"
        " billing:submissions billing:take_off billing:take_out billing:undo billing:withdraw"
    ),
    "billing:remittances": (
        "billing:remittances billing:acknowledgement billing:acknowledgement_add billing:acknowledgements"
        " billing:payment billing:payment_aside billing:payment_match billing:payment_take_up"
        " billing:payment_undo billing:post_as_it_stands billing:remittance billing:remittance_add"
        " billing:task billing:task_assign billing:task_letter billing:task_note billing:tasks billing:waiting"
    ),
    "billing:runs": "billing:runs billing:run billing:close",
    "practice:overview": (
        "patients:payers patients:payer_add patients:payer_edit patients:agencies patients:agency_add"
        " patients:agency_edit patients:agency_role_add patients:agency_role_edit timelog:anchors"
        " billing:amount_add billing:ask billing:calibration billing:charge billing:charge_add billing:charges"
        " billing:own_rule billing:own_rule_apply billing:own_rule_drop billing:own_rule_edit"
        " billing:own_rule_end billing:printer billing:printer_add billing:printer_remove billing:printers"
        " billing:profile billing:profile_add billing:receiver billing:receiver_add billing:receivers"
        " billing:rehearse billing:rule billing:rulebook billing:rulebook_part billing:rules"
        " billing:rules_take billing:setup_check billing:statement billing:trial billing:trial_apply"
    ),
}
PLACE_OF = {page: place for place, pages in _PAGES.items() for page in pages.split()}


def is_current(page: str, place: str) -> bool:
    """Say whether a page, by the name of its address, belongs to a place of the rail."""
    if page in PLACE_OF:
        return PLACE_OF[page] == place
    namespace = page.split(":")[0]
    return SECTION_OF.get(namespace, namespace) == place.split(":")[0] != "billing"
