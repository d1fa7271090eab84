"""Words that are no names unless something beside them says so."""

STOP_WORDS = frozenset(
    """
    a about abt after again ago all also am an and any appt are as at back bad be because been before better both but by
    came can care change changed changes check clear could daily did do does done down due during each early eating ed
    end ended er exam family feel few fine first follow followup for from full further gave get goals good got had has
    have he her here high him his home hold how i if in increase increased into is issue issues it its just last left
    less like long look low made many may med meds meeting met min minute more most much my need needs new next no non
    none not note notes now of off office ok old on one only open or order ordered orders other our out over pain per
    plan poor possible post pre prn pt pts re ready reg request results right risk safe same saw see set she short side
    since sleep slow so some soon start started stop status still sudden sure than that the their them then there they
    this time to today tomorrow too total two under until up update updated urgent use very via visit visits was way we
    week weekly well went were what when while will with within without work worse wound year you your
    call called calls phone phoned nurse nurses rn lpn patient doctor dr agency hospice pharmacy pharmacist daughter son
    wife husband mother father sister brother review reviewed chart charts records report reports lab labs result
    discussed discuss spoke talked message portal fax email letter conference team travel admin billing claim claims
    refill refills rx discharge hospital documentation documented dictated progress tracking strategy certification
    recert quality improvement program programme monitoring therapy therapist physical occupational speech social worker
    facility snf health staff skin weight glucose insulin pressure blood oxygen edema swelling infection fever cough
    fall falls nausea vomiting constipation diarrhea anxiety agitation confusion dementia depression appetite nutrition
    diet fluid fluids heart failure kidney lung stroke cancer diabetes hypertension copd chf ckd afib dvt uti inr
    warfarin coumadin lasix metformin lisinopril furosemide morphine oxycodone antibiotic antibiotics medication
    medications dose doses dosing equipment walker wheelchair bed dme supplies dressing dressings catheter foley vac
    goal evaluation eval initial long-term term monday tuesday wednesday thursday friday saturday sunday mon tue wed thu
    fri sat sun january february march april june july august september october november december yesterday tonight
    morning afternoon evening night noon midnight hour hours minutes mins seconds half quarter approx approximately
    vitals vital wound wounds hospitals comfort
    around spent took lasting mrs mr ms miss mrn w stat asap hha sw pcp
    """.split()
)
# Two capital letters that are a calling or a thing before they are anybody's initials.
NO_INITIALS = frozenset(
    """
    rn pt ot st md np pa sw hh ma cm pm am er ed ir iv po bp hr rr dm ct us eh tc vm qi ct ok ad gi gu id mi ms rx dx hx
    tx sx fx ph cg hs pr tb uc va ob dc lt rt nf al gp cc os od ou re so no my we if in on to at of do go he it me be by
    as an is or up mr dr jr sr ii iv kg lb mg ml cv pe pc af ra oa ekg eg ie vs po bid tid wt ht
    """.split()
)
