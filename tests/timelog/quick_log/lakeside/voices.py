"""Voices that are not the example's: note first, prose, thumbs, telegraph, forms."""

from tests.timelog.quick_log.lakeside import r
from tests.timelog.quick_log.sentence import Sentence

SENTENCES: tuple[Sentence, ...] = (
    # the note first
    r("Skin tear L forearm, Bayview nurse, 4m call, Fitzgerald","fitz",240,"comm agency phone","Skin tear L forearm"),
    r("Refused insulin twice, VITAS RN tc, Brownlee, 5m","brownlee",300,"comm agency phone","Refused insulin twice"),
    r("Family conflict over feeding, MSW at Comfort Care, Nakamura, 18 min phone","naka",1080,"comm agency phone","Family conflict over feeding"),
    r("Oxygen concentrator alarm, talked wife through it, Thompson, 9m phone","thom",540,"comm family phone","Oxygen concentrator alarm, through it"),
    # prose
    r("Spent ten minutes on the phone with Beulah Washington's daughter, she cannot manage the transfers anymore","wash",600,"comm family phone","she cannot manage the transfers anymore"),
    r("Had to call the Amedisys nurse back about Otis Brown's potassium, 4 minutes, she will redraw tomorrow","brown",240,"comm agency phone","potassium, she will redraw tomorrow"),
    r("Reviewed all of the St. Luke's notes on Mrs. O'Neill yesterday evening, 22 minutes, and changed nothing","oneill",1320,"track rr","changed nothing",day="y"),
    r("Quick discussion in the hallway with Dr. Goldberg about Ewan MacDonald's anticoagulation, three minutes","mac",180,"comm own face","anticoagulation"),
    # thumbs
    r("bayview rn baker foot ulcer red call 5m","baker",300,"comm agency phone","foot ulcer red"),
    r("hernandez wife called hypo at 3am 7m gave glucagon","hern",420,"comm family phone","hypo at 3am, gave glucagon"),
    r("kowalczyk amedisys pt call 4m unsafe stairs","kowal",240,"comm agency phone","unsafe stairs"),
    r("6m castillo pharm tc z pak vs warfarin","cast",360,"comm pharm phone","z pak vs warfarin"),
    # telegraph
    r("Lee: pain 8/10. VITAS RN. Call 6m. Fentanyl to 50.","lee",360,"comm agency phone","pain 8/10, Fentanyl to 50"),
    r("Patel, Hansa. Portal. Daughter. 4m. Itch.","patel",240,"comm family portal","Itch"),
    r("Rose: cellulitis L leg. Bayview. TC 5m. Keflex x7d.","rose",300,"comm agency phone","cellulitis L leg, Keflex x7d"),
    r("Castillo. Team conf. Maple Grove. 30m. Return home 11/10.","cast",1800,"team agency conf","Return home 11/10"),
    # forms
    r("Johnson, Mary Ann | phone | St. Luke's | 7 min | new walker","mjohnson",420,"comm agency phone","new walker"),
    r("DATE: 11/3 PATIENT: Baker TIME: 14:00-14:10 CALL: Bayview RE: ulcer","baker",600,"comm agency phone","ulcer",day="y",at=("14:00","14:10")),
    # mixed order without re
    r("leg swelling Washington Amedisys phone 6m","wash",360,"comm agency phone","leg swelling"),
    r("Young e-mail daughter 3m travel oxygen","young",180,"comm family portal","travel oxygen"),
)  # fmt: skip
