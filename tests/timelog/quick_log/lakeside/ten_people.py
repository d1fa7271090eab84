"""Ten people type as ten people do, six sentences each."""

from tests.timelog.quick_log.lakeside import r
from tests.timelog.quick_log.sentence import Sentence

SENTENCES: tuple[Sentence, ...] = (
    # as the example
    r("12m call w/ Bayview re wound care, Baker, yesterday 14:05","baker",720,"comm agency phone","wound care",day="y",at=("14:05","14:17")),
    r("9m call w/ VITAS re crisis care, Fitzgerald, 11/2 20:30","fitz",540,"comm agency phone","crisis care",day="mon",at=("20:30","20:39")),
    r("30m team conference w/ Maple Grove re rehab goals, Castillo, Mon 11:00","cast",1800,"team agency conf","rehab goals",day="mon",at=("11:00","11:30")),
    r("5m call w/ Johnson's daughter re rash, yesterday",None,300,"comm family phone","rash",day="y",amb=["patient"],problems=["patient_ambiguous"]),
    r("5m call w/ Bayview re rash, Mary Ann Johnson, yesterday","mjohnson",300,"comm agency phone","rash",day="y"),
    r("call w/ St. Luke's re G-tube, Lee, 15:05 to 15:20","lee",900,"comm agency phone","G-tube",at=("15:05","15:20")),
    # one who puts the patient first and never a verb
    r("Nakamura - Comfort Care chaplain - 11 min - anticipatory grief","naka",660,"comm agency","anticipatory grief"),
    r("MacDonald - pharmacy - 4 min - duplicate beta blocker","mac",240,"comm pharm","duplicate beta blocker"),
    r("Thompson - wife - 15 min - driving cessation","thom",900,"comm family","driving cessation"),
    r("Brown - Dr. Sharma - 3 min - weekend coverage","brown",180,"comm own","weekend coverage"),
    r("Rose - chart - 8 min - CT head negative","rose",480,"track rr","CT head negative"),
    r("Washington - care plan - 10 min - fall precautions","wash",600,"strat","fall precautions"),
    # one who tells stories
    r("Bayview's nurse was at Mr. Baker's house and called because his foot looked black, eleven minutes, sent him to the ED","baker",660,"comm agency phone","his foot looked black, sent him to the ED"),
    r("Twenty minutes with Dorothy Fitzgerald's two daughters on the phone tonight going over what comfort care means","fitz",1200,"comm family phone","what comfort care means"),
    r("The Amedisys nurse says Otis Brown won't let her in anymore, 6 minutes by phone","brown",360,"comm agency phone","says, won't let her in anymore"),
    r("Read through forty pages of hospital records for Yuki Nakamura, 25 minutes on Monday","naka",1500,"track rr","forty pages of hospital records",day="mon"),
    r("Dr. Reyes and I talked for five minutes about stopping Patel's statin","patel",300,"comm own","stopping statin"),
    r("Wrote up the oversight notes for Kowalczyk, 7 minutes, Sunday evening","kowal",420,"docu","",day="sun"),
    # one who saves letters
    r("Lee tc vitas 4m secr","lee",240,"comm agency phone","secr"),
    r("Brownlee bayview rn tc 5m bp lo","brownlee",300,"comm agency phone","bp lo"),
    r("Patel refill 2m synthroid","patel",120,"refill","synthroid"),
    r("Young poc 9m +ST","young",540,"strat","ST"),
    r("Hernandez chart rvw 6m lipids","hern",360,"track rr","lipids"),
    r("Castillo dtr vm 1m","cast",60,"admin family phone",""),
    # one who writes as on a prescription pad
    r("O'Neill / Bayview RN / phone / 6 min / hold Norvasc","oneill",360,"comm agency phone","hold Norvasc"),
    r("St. James / pharmacist / phone / 5 min / Dilantin level 24","james",300,"comm pharm phone","Dilantin level 24"),
    r("Rose / team conference / Comfort Care / 40 min / 11/3","rose",2400,"team agency conf","",day="y"),
    r("van der Berg / son / e-mail / 3 min / thickener brand","berg",180,"comm family portal","thickener brand"),
    r("Williams-Ford / 485 / 4 min","ford",240,"cert",""),
    r("Kowalczyk / records / 12 min / yesterday / MRI spine","kowal",720,"track rr","MRI spine",day="y"),
    # one who says when first
    r("yesterday 4:50pm 8m call Amedisys re edema Washington","wash",480,"comm agency phone","edema",day="y",at=("16:50","16:58")),
    r("11/2 9:15-9:40 team conference Fitzgerald VITAS","fitz",1500,"team agency conf","",day="mon",at=("09:15","09:40")),
    r("this morning 10m with Thompson's wife by phone, sleep","thom",600,"comm family phone","sleep"),
    r("Monday 7 min Bayview PT call Young, balance","young",420,"comm agency phone","balance",day="mon"),
    r("tonight 17:20 5m VITAS call Brownlee restless","brownlee",300,"comm agency phone","restless",at=("17:20","17:25")),
    r("last Friday, 20 min, chart review, MacDonald","mac",1200,"track rr","",day="fri"),
    # one who types on a phone
    r("call bayview. baker. 6 min. ulcer draining more","baker",360,"comm agency phone","ulcer draining more"),
    r("hernandez. wife. cough 2wks. 4 min call","hern",240,"comm family phone","cough 2wks"),
    r("spoke to amedisys nurse brown 5 mins k 5.7 kayexalate","brown",300,"comm agency","k 5.7 kayexalate"),
    r("washington daughter texted swelling worse 2 min","wash",120,"comm family portal","swelling worse"),
    r("castillo maple grove nurse 10 min call bowel regimen","cast",600,"comm agency phone","bowel regimen"),
    r("lee vitas 3 min phone ok to dc monitor","lee",180,"comm agency phone","ok to dc monitor"),
    # one who dictates
    r("Log six minutes for Pieter van der Berg. Phone call with the Bayview nurse. Discussed his catheter.","berg",360,"comm agency phone","his catheter"),
    r("Add a ten minute call with the pharmacist for Mrs. Washington about her eye drops","wash",600,"comm pharm phone","her eye drops"),
    r("Chart review for Harold Rose, nine minutes, looking at his INR trend","rose",540,"track rr","looking at his INR trend"),
    r("Care plan update for Ella Young, fourteen minutes, we added physical therapy twice weekly","young",840,"strat","added physical therapy twice weekly"),
    r("Team conference regarding Maria Elena Castillo, thirty minutes, yesterday at two thirty in the afternoon","cast",1800,"team conf","",day="y",at=("14:30","15:00")),
    r("Phone call to the family of Earl Thompson, eight minutes, hospice philosophy explained","thom",480,"comm family phone","hospice philosophy explained"),
    # one who is careful
    r("7m call w/ nurse (Bayview) re sliding scale, Thomas Baker, 11/3/2026 08:10","baker",420,"comm agency phone","sliding scale",day="y",at=("08:10","08:17")),
    r("13m call w/ Comfort Care Hospice re levorphanol, Lee, 2026-11-02 19:00","lee",780,"comm agency phone","levorphanol",day="mon",at=("19:00","19:13")),
    r("10m secure message w/ Dr. Goldberg re INR clinic, Rose, 11/04/26 12:00","rose",600,"comm own portal","INR clinic",at=("12:00","12:10")),
    r("6m call w/ St. Luke's Home Care RN re trach, O'Neill, 3 Nov 2026","oneill",360,"comm agency phone","trach",day="y"),
    r("25m care plan review re nutrition, Williams-Ford, Sat 10/31","ford",1500,"strat","nutrition",day="sat"),
    r("8m call w/ Loretta St. James's sister re placement, Tuesday 18:45","james",480,"comm family phone","placement",day="y",at=("18:45","18:53")),
    # one who makes mistakes
    r("12m call w/ Bayview re wound care, Bakr, yesterday","baker",720,"comm agency phone","wound care",day="y"),
    r("12m cal w/ Bayview re wound care, Baker, yestarday 14:05","baker",720,"comm agency phone","wound care",day="y",at=("14:05","14:17")),
    r("12m call w/ Bayveiw re wound care, Baker","baker",720,"comm agency phone","wound care"),
    r("12m call w/ Bayview re wound care, Hernandes","hern",720,"comm agency phone","wound care"),
    r("12m call w/ Bayview re wound care, Baker, 14:70","baker",720,"comm agency phone","wound care",problems=["time_does_not_exist"]),
    r("12m call w/ Bayview re wound care, Zimmer, yesterday",None,720,"comm agency phone","wound care",day="y",problems=["patient_unknown"]),
)  # fmt: skip
