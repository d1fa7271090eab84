"""Voices that are not the example's: note first, prose, thumbs, telegraph, forms."""

from tests.timelog.quick_log.maple_grove import m
from tests.timelog.quick_log.sentence import Sentence

SENTENCES: tuple[Sentence, ...] = (
    # the note first
    m("New open area on coccyx, Sunrise RN called, Schmitt, 6m","schmitt",360,"comm agency phone","New open area on coccyx"),
    m("Catheter blocked again. Tri-County nurse phoned at 15:10, 8 min, Cobb","cobb",480,"comm agency phone","Catheter blocked again",at=("15:10","15:18")),
    m("Needs hospital bed and trapeze - DME company - Thornton - 9 min call","thorn",540,"comm outside phone","Needs hospital bed and trapeze"),
    m("Son wants second opinion; Okonkwo; 12m phone","okon",720,"comm family phone","wants second opinion"),
    m("Weight up 6 lb in 3 days, increased Bumex, Riverbend RN, Finch, 7 min phone","finch",420,"comm agency phone","Weight up 6 lb in 3 days, increased Bumex"),
    m("Hgb 6.9, transfusion arranged, called infusion center, Huang, 14m","huang",840,"comm outside phone","Hgb 6.9, transfusion arranged"),
    m("Agitated at sundown, added trazodone 25 qhs, Oakmont nurse, 5m call, Winslow","winslow",300,"comm agency phone","Agitated at sundown, added trazodone 25 qhs"),
    m("Cough and low grade temp x2d, CXR ordered, HHA called, Barlow 6 min","barlow",360,"comm agency phone","Cough and low grade temp x2d, CXR ordered"),
    # prose
    m("I spent twelve minutes on the phone with Sunrise this afternoon because Denise Schmitt's wound has started to smell","schmitt",720,"comm agency phone","wound has started to smell"),
    m("Yesterday afternoon I had a fifteen minute conversation with the hospice social worker about funeral plans for Mrs. Abernathy","abern",900,"comm agency","funeral plans",day="y"),
    m("Called Dr. Hale's office about the biopsy for Mrs. Cho and was told it is benign, five minutes","cho",300,"comm outside phone","biopsy, was told it is benign"),
    m("Went through the last month of blood sugars for Mendoza, about nine minutes, pattern of morning lows","mend",540,"track rr","last month of blood sugars, pattern of morning lows"),
    m("Mr. Kowalski's daughter called in tears last night around nine thirty pm and we talked for twenty minutes about hospice","kow",1200,"comm family phone","in tears, hospice",day="y",at=("21:30","21:50")),
    m("Spoke for six minutes with the Riverbend nurse, Gallagher's sutures can come out on Monday","gall",360,"comm agency","sutures can come out on Monday"),
    m("Updated the plan of care for Mr. Rhodes today to include daily foot checks, ten minutes","rhodes",600,"strat","include daily foot checks"),
    m("Our team met with Oakmont for half an hour this morning to go over Velma Vandermeer's falls","vander",1800,"comm agency face","falls"),
    # thumbs
    m("sunrise re schmitt drsg supplies didnt arrive 4m call","schmitt",240,"comm agency phone","drsg supplies didnt arrive"),
    m("tc w hospice rn pemberton sob worse inc morphine 5m","pem",300,"comm agency phone","sob worse inc morphine"),
    m("5min fone tricounty rhodes bs 400 give 8u","rhodes",300,"comm agency phone","bs 400 give 8u"),
    m("barlow labs ok 2m chart","barlow",120,"track rr","labs ok"),
    m("dtr yates wants meeting 3m call","yates",180,"comm family phone","wants meeting"),
    m("msg riverbend finch hold lasix today 2m","finch",120,"comm agency portal","hold lasix today"),
    m("oakmont called winslow temp 101 cx sent 6m 3pm","winslow",360,"comm agency phone","temp 101 cx sent",at=("15:00","15:06")),
    m("gallagher riverbend fax 3m wound smaller","gall",180,"comm agency portal","wound smaller"),
    # telegraph
    m("Pemberton: morphine pump alarm. Harbor Light. Phone. 9 min. 11/11 22:15.","pem",540,"comm agency phone","morphine pump alarm",day="y",at=("22:15","22:24")),
    m("Jefferson. Nephrology. Phone 7 min. Fistula clotted, to IR.","jeff",420,"comm outside phone","Fistula clotted, to IR"),
    m("Silva: warfarin 5 -> 4. Daughter. Phone. 3m.","silva",180,"comm family phone","warfarin 5 -> 4"),
    m("Navarro. Care plan. 12m. Add OT, shower bench.","navarro",720,"strat","Add OT, shower bench"),
    m("Zielinski. IDT. 25m. Weight bearing advanced.","ziel",1500,"team conf","Weight bearing advanced"),
    m("Underwood. Record review. 18m. EF 30%.","under",1080,"track rr","EF 30%"),
    # forms
    m("Patient: Cobb / Time: 8 min / With: Tri-County RN / Re: Foley","cobb",480,"comm agency","Foley"),
    m("pt=Yates; dur=6m; act=call; w=daughter; note=sleep","yates",360,"comm family phone","sleep"),
    m("Who: Huang. What: chart review. How long: 11 min. When: yesterday.","huang",660,"track rr","",day="y"),
    m("[Mendoza] [9m] [call] [pharmacist] [glipizide stopped]","mend",540,"comm pharm phone","glipizide stopped"),
    m("* Finch * Riverbend * 5m call * weights *","finch",300,"comm agency phone","weights"),
    m("Schmitt\t12m\tcall\tSunrise HHA\twound care","schmitt",720,"comm agency phone","wound care"),
    # mixed order without re
    m("wound vac Schmitt Sunrise call 12m","schmitt",720,"comm agency phone","wound vac"),
    m("Schmitt wound vac Sunrise call yesterday 12m","schmitt",720,"comm agency phone","wound vac",day="y"),
    m("Sunrise call Schmitt wound vac 12m yesterday 14:05","schmitt",720,"comm agency phone","wound vac",day="y",at=("14:05","14:17")),
    m("call Sunrise wound vac seal leaking Schmitt 12m","schmitt",720,"comm agency phone","wound vac seal leaking"),
)  # fmt: skip
