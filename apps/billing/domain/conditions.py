"""The conditions of the rules in words, as a page names them."""

# What a profile may ask for besides minutes, by the id of its row.
CONDITIONS = {
    "may_bill": "A rendering provider who may bill the service",
    "signer": "The signer of the plan, or a collaborating practitioner",
    "signer_before_october_2006": "The signer of the plan alone, before October 2006",
    "signer_first": "The signer of the plan first; another is told to the reviewer",
    "agency_role": "No interest or role of the provider in the agency",
    "face_to_face": "A visit face to face in the six months before",
    "agency_npi": "The agency’s NPI",
    "complexity": "Why the care is complex, stated on the episode",
    "medical_necessity": "Why oversight is necessary, stated on the episode",
    "agency_benefit": "Covered home health or hospice services",
    "attending_of_record": "In hospice, the attending of record",
    "consent": "The patient’s consent before the time",
    "two_chronic_conditions": "Two chronic conditions",
    "one_serious_condition": "One condition for principal care",
    "serious_condition_lasts": "A condition that is serious and expected to last",
    "initiating_visit": "An initiating visit",
    "comprehensive_plan": "A comprehensive care plan",
    "plan_copy": "A copy of the plan given to the patient or caregiver",
    "staff_supervision": "General supervision, where staff time counts",
    "no_dialysis_capitation": "No dialysis capitation of the same provider in the month",
    "one_biller": "One biller in a period",
}
