"""The printed words of the CMS-1500 (02/12), in our own typesetting.

Measures are points from the top left corner of the paper, heights those of the baseline.
"""

from typing import NamedTuple

from apps.billing.cms1500_geometry import ROW_TOPS

REGULAR, BOLD, ITALIC, BOLD_ITALIC = (
    "Helvetica",
    "Helvetica-Bold",
    "Helvetica-Oblique",
    "Helvetica-BoldOblique",
)


class Caption(NamedTuple):
    """One line of print; `x` is its left end, its middle or its right end by `anchor`."""

    x: float
    y: float
    text: str
    size: float = 6.0
    font: str = REGULAR
    anchor: str = "left"


def _lines(
    x: float, y: float, leading: float, *texts: str, size: float = 6.0, anchor: str = "left"
) -> list[Caption]:
    return [Caption(x, y + place * leading, text, size, anchor=anchor) for place, text in enumerate(texts)]


def _dates(y: float, month: float, day: float, year: float) -> list[Caption]:
    return [Caption(x, y, text, 5.6) for x, text in ((month, "MM"), (day, "DD"), (year, "YY"))]


L, M, R = 26.8, 233.0, 377.8  # left edges of the captions in the three columns

HEADING: tuple[Caption, ...] = (
    Caption(24.2, 67.6, "HEALTH INSURANCE CLAIM FORM", 11.2, BOLD),
    Caption(24.5, 79.3, "APPROVED BY NATIONAL UNIFORM CLAIM COMMITTEE (NUCC) 02/12"),
    Caption(47.0, 90.9, "PICA"),
    Caption(569.5, 90.9, "PICA", anchor="right"),
)

_RELEASE = """\
I authorize the release of any medical or other information necessary
to process this claim. I also request payment of government benefits either to myself or to the party who accepts\
 assignment
below.""".splitlines()
_BENEFITS = """\
I authorize
payment of medical benefits to the undersigned physician or supplier for
services described below.""".splitlines()

PATIENT: tuple[Caption, ...] = (
    Caption(L, 104.0, "1."),
    *(Caption(x, 104.0, text) for x, text in ((38.2, "MEDICARE"), (87.8, "MEDICAID"), (138.6, "TRICARE"))),
    Caption(202.8, 104.0, "CHAMPVA"),
    *_lines(253.2, 103.4, 5.8, "GROUP", "HEALTH PLAN", size=5.6),
    *_lines(310.2, 103.4, 5.8, "FECA", "BLK LUNG", size=5.6),
    Caption(352.9, 104.0, "OTHER", 5.6),
    Caption(37.8, 115.4, "(Medicare#)", 6, ITALIC),
    Caption(86.6, 115.4, "(Medicaid#)", 6, ITALIC),
    Caption(137.6, 115.4, "(ID#/DoD#)", 6, ITALIC),
    Caption(202.2, 115.4, "(Member ID#)", 6, ITALIC),
    *(Caption(x, 115.4, "(ID#)", 6, ITALIC) for x in (253.2, 310.2, 353.4)),
    Caption(R, 104.0, "1a. INSURED’S I.D. NUMBER"),
    Caption(511.0, 104.0, "(For Program in Item 1)"),
    Caption(L, 127.7, "2. PATIENT’S NAME (Last Name, First Name, Middle Initial)"),
    Caption(M, 127.7, "3. PATIENT’S BIRTH DATE"),
    *_dates(133.4, 243.8, 266.8, 290.5),
    Caption(334.0, 127.7, "SEX"),
    Caption(317.9, 139.6, "M", 5.6, anchor="right"),
    Caption(353.0, 139.6, "F", 5.6, anchor="right"),
    Caption(R, 127.7, "4. INSURED’S NAME (Last Name, First Name, Middle Initial)"),
    Caption(L, 150.3, "5. PATIENT’S ADDRESS (No., Street)"),
    Caption(M, 150.3, "6. PATIENT RELATIONSHIP TO INSURED"),
    *(
        Caption(x, 163.8, text, anchor="right")
        for x, text in ((252.6, "Self"), (289.0, "Spouse"), (317.5, "Child"), (353.6, "Other"))
    ),
    Caption(R, 150.3, "7. INSURED’S ADDRESS (No., Street)"),
    Caption(L, 175.2, "CITY"),
    Caption(206.6, 175.2, "STATE"),
    Caption(M, 175.2, "8. RESERVED FOR NUCC USE"),
    Caption(R, 175.2, "CITY"),
    Caption(548.6, 175.2, "STATE"),
    Caption(L, 198.6, "ZIP CODE"),
    Caption(120.4, 198.6, "TELEPHONE (Include Area Code)"),
    Caption(R, 198.6, "ZIP CODE"),
    Caption(470.6, 198.6, "TELEPHONE (Include Area Code)"),
    *(Caption(x, 213.1, text, 12) for x, text in ((123.4, "("), (148.8, ")"))),
    *(Caption(x, 212.2, text, 12) for x, text in ((481.6, "("), (509.0, ")"))),
    Caption(L, 223.7, "9. OTHER INSURED’S NAME (Last Name, First Name, Middle Initial)"),
    Caption(M, 223.7, "10. IS PATIENT’S CONDITION RELATED TO:"),
    Caption(R, 223.7, "11. INSURED’S POLICY GROUP OR FECA NUMBER"),
    Caption(L, 246.9, "a. OTHER INSURED’S POLICY OR GROUP NUMBER"),
    Caption(M, 246.9, "a. EMPLOYMENT? (Current or Previous)"),
    Caption(R, 246.9, "a. INSURED’S DATE OF BIRTH"),
    Caption(528.0, 246.9, "SEX"),
    *_dates(252.8, 402.8, 425.3, 450.3),
    Caption(503.6, 259.6, "M", anchor="right"),
    Caption(554.0, 259.6, "F", anchor="right"),
    Caption(L, 269.9, "b. RESERVED FOR NUCC USE"),
    Caption(M, 270.4, "b. AUTO ACCIDENT?"),
    Caption(331.5, 274.2, "PLACE (State)"),
    Caption(R, 272.0, "b. OTHER CLAIM ID (Designated by NUCC)"),
    Caption(L, 295.1, "c. RESERVED FOR NUCC USE"),
    Caption(M, 295.1, "c. OTHER ACCIDENT?"),
    Caption(R, 295.2, "c. INSURANCE PLAN NAME OR PROGRAM NAME"),
    *(Caption(281.6, y, "YES") for y in (260.1, 283.8, 307.4)),
    *(Caption(324.8, y, "NO") for y in (260.1, 283.8, 307.4)),
    Caption(L, 319.3, "d. INSURANCE PLAN NAME OR PROGRAM NAME"),
    Caption(M, 319.3, "10d. CLAIM CODES (Designated by NUCC)"),
    Caption(R, 319.3, "d. IS THERE ANOTHER HEALTH BENEFIT PLAN?"),
    Caption(403.4, 331.6, "YES"),
    Caption(439.6, 331.6, "NO"),
    Caption(465.6, 331.8, "If yes", 6, BOLD_ITALIC),
    Caption(482.2, 331.8, ", complete items 9, 9a, and 9d."),
    Caption(199.8, 343.1, "READ BACK OF FORM BEFORE COMPLETING & SIGNING THIS FORM.", 6, BOLD, "middle"),
    *_lines(L, 349.6, 6.8, f"12. PATIENT’S OR AUTHORIZED PERSON’S SIGNATURE  {_RELEASE[0]}", size=5.8),
    *_lines(36.2, 356.4, 6.8, *_RELEASE[1:], size=5.8),
    Caption(36.2, 380.4, "SIGNED"),
    Caption(259.0, 380.4, "DATE"),
    *_lines(R, 343.3, 6.9, f"13. INSURED’S OR AUTHORIZED PERSON’S SIGNATURE {_BENEFITS[0]}", size=5.8),
    *_lines(387.2, 350.2, 6.9, *_BENEFITS[1:], size=5.8),
    Caption(392.0, 380.4, "SIGNED"),
)

_HEAD = 510.8  # the captions of item 24
CONDITION: tuple[Caption, ...] = (
    Caption(L, 391.4, "14. DATE OF CURRENT ILLNESS, INJURY, or PREGNANCY (LMP)"),
    *_dates(396.8, 35.6, 58.6, 86.0),
    Caption(128.4, 402.6, "QUAL.", anchor="right"),
    Caption(218.9, 391.4, "15. OTHER DATE"),
    Caption(218.9, 400.8, "QUAL."),
    *_dates(396.8, 286.5, 310.0, 337.0),
    Caption(R, 391.4, "16. DATES PATIENT UNABLE TO WORK IN CURRENT OCCUPATION"),
    *_dates(396.8, 408.0, 431.6, 459.6),
    *_dates(396.8, 509.0, 532.0, 561.0),
    Caption(L, 414.3, "17. NAME OF REFERRING PROVIDER OR OTHER SOURCE"),
    Caption(219.0, 416.2, "17a."),
    Caption(219.0, 428.2, "17b."),
    Caption(240.8, 428.2, "NPI", anchor="middle"),
    Caption(R, 414.3, "18. HOSPITALIZATION DATES RELATED TO CURRENT SERVICES"),
    *_dates(419.9, 408.0, 431.6, 459.6),
    *_dates(419.9, 509.0, 532.0, 561.0),
    *(Caption(387.6, y, "FROM") for y in (404.4, 428.2)),
    *(Caption(495.0, y, "TO") for y in (404.4, 428.2)),
    Caption(L, 438.3, "19. ADDITIONAL CLAIM INFORMATION (Designated by NUCC)"),
    Caption(R, 438.3, "20. OUTSIDE LAB?"),
    Caption(494.0, 438.3, "$ CHARGES"),
    Caption(404.2, 451.2, "YES"),
    Caption(440.6, 451.2, "NO"),
    Caption(L, 462.4, "21. DIAGNOSIS OR NATURE OF ILLNESS OR INJURY  Relate A-L to service line below (24E)"),
    Caption(316.4, 466.0, "ICD Ind.", anchor="right"),
    *(
        Caption(x, y, f"{letter}.")
        for (y, letters) in ((478.6, "ABCD"), (490.4, "EFGH"), (502.2, "IJKL"))
        for x, letter in zip((29.4, 122.4, 216.4, 309.6), letters, strict=True)
    ),
    *_lines(R, 462.6, 5.6, "22. RESUBMISSION", "      CODE", size=5.8),
    Caption(469.0, 468.2, "ORIGINAL REF. NO."),
    Caption(R, 486.3, "23. PRIOR AUTHORIZATION NUMBER"),
    Caption(L, _HEAD, "24. A."),
    Caption(57.8, _HEAD, "DATE(S) OF SERVICE"),
    Caption(56.0, 518.0, "From", anchor="middle"),
    Caption(118.0, 518.0, "To", anchor="middle"),
    *_dates(525.0, 28.4, 50.4, 72.4),
    *_dates(525.0, 92.8, 114.6, 137.0),
    Caption(162.5, _HEAD, "B.", anchor="middle"),
    *_lines(162.5, 518.0, 7.0, "PLACE OF", "SERVICE", size=4.6, anchor="middle"),
    Caption(184.8, _HEAD, "C.", anchor="middle"),
    Caption(184.8, 525.0, "EMG", anchor="middle"),
    Caption(199.6, _HEAD, "D. PROCEDURES, SERVICES, OR SUPPLIES"),
    Caption(213.0, 518.0, "(Explain Unusual Circumstances)"),
    Caption(202.6, 525.0, "CPT/HCPCS"),
    Caption(279.4, 525.0, "MODIFIER"),
    *(
        Caption(357.0, y, text, anchor="middle")
        for y, text in ((_HEAD, "E."), (518.0, "DIAGNOSIS"), (525.0, "POINTER"))
    ),
    Caption(407.2, _HEAD, "F.", anchor="middle"),
    Caption(407.2, 525.0, "$ CHARGES", anchor="middle"),
    Caption(453.5, _HEAD - 0.4, "G.", 5.6, anchor="middle"),
    *_lines(453.5, 515.4, 4.9, "DAYS", "OR", "UNITS", size=5.0, anchor="middle"),
    Caption(475.4, _HEAD - 0.4, "H.", 5.6, anchor="middle"),
    *_lines(475.4, 515.4, 4.9, "EPSDT", "Family", "Plan", size=4.1, anchor="middle"),
    Caption(493.4, _HEAD, "I.", anchor="middle"),
    Caption(493.4, 518.0, "ID.", 5.6, anchor="middle"),
    Caption(493.4, 525.0, "QUAL.", 5.6, anchor="middle"),
    *(
        Caption(548.2, y, text, anchor="middle")
        for y, text in ((_HEAD, "J."), (518.0, "RENDERING"), (525.0, "PROVIDER ID. #"))
    ),
    *(Caption(493.4, y + 20.0, "NPI", anchor="middle") for y in ROW_TOPS),
    *(Caption(18.8, y + 16.3, str(place), 12, anchor="middle") for place, y in enumerate(ROW_TOPS, start=1)),
)

BILLER: tuple[Caption, ...] = (
    Caption(L, 677.6, "25. FEDERAL TAX I.D. NUMBER"),
    Caption(145.2, 677.6, "SSN", anchor="middle"),
    Caption(159.5, 677.6, "EIN", anchor="middle"),
    Caption(183.4, 677.6, "26. PATIENT’S ACCOUNT NO."),
    Caption(288.4, 677.6, "27. ACCEPT ASSIGNMENT?"),
    Caption(298.0, 682.0, "(For govt. claims, see back)", 4.6),
    Caption(303.6, 690.8, "YES"),
    Caption(339.4, 690.8, "NO"),
    Caption(R, 677.6, "28. TOTAL CHARGE"),
    Caption(381.0, 690.8, "$"),
    Caption(458.4, 677.6, "29. AMOUNT PAID"),
    Caption(462.0, 690.8, "$"),
    Caption(526.8, 677.6, "30. Rsvd for NUCC Use"),
    Caption(L, 702.0, "31. SIGNATURE OF PHYSICIAN OR SUPPLIER"),
    *_lines(
        36.6, 709.0, 7.0, "INCLUDING DEGREES OR CREDENTIALS", "(I certify that the statements on the reverse"
    ),
    Caption(36.6, 723.0, "apply to this bill and are made a part thereof.)"),
    Caption(L, 753.6, "SIGNED"),
    Caption(134.6, 753.6, "DATE"),
    Caption(183.4, 702.0, "32. SERVICE FACILITY LOCATION INFORMATION"),
    Caption(R, 702.0, "33. BILLING PROVIDER INFO & PH #"),
    *(Caption(x, 704.7, text, 12) for x, text in ((489.3, "("), (514.6, ")"))),
    *(Caption(x, 749.6, text) for x, text in ((184.0, "a."), (266.0, "b."), (378.8, "a."), (460.4, "b."))),
    Caption(24.2, 765.2, "NUCC Instruction Manual available at: www.nucc.org", 8),
    Caption(302.4, 765.2, "PLEASE PRINT OR TYPE", 8, BOLD_ITALIC, "middle"),
    Caption(592.6, 765.2, "APPROVED OMB-0938-1197 FORM 1500 (02-12)", 8, anchor="right"),
)

CAPTIONS: tuple[Caption, ...] = (*HEADING, *PATIENT, *CONDITION, *BILLER)


class SideCaption(NamedTuple):
    """A word beside the form, read upwards, between two arrows that reach from `top` to `bottom`."""

    text: str
    top: float
    bottom: float
    word_top: float
    word_bottom: float


SIDE: tuple[SideCaption, ...] = (
    SideCaption("CARRIER", 21.0, 96.8, 41.0, 80.6),
    SideCaption("PATIENT AND INSURED INFORMATION", 98.8, 382.9, 164.0, 326.8),
    SideCaption("PHYSICIAN OR SUPPLIER INFORMATION", 385.8, 754.8, 500.0, 671.0),
)
