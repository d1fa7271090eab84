"""Invented names and sentences: nobody in a sample practice is a real person."""

FIRST_NAMES_F = (
    "Agnes Alma Beatrice Bernice Carmen Clara Cora Della Dolores Dorothy Edith Edna Eleanor Elsie Esther Ethel "
    "Eunice Faye Florence Geraldine Gladys Gloria Hattie Hazel Helen Henrietta Ida Inez Irene Irma Josephine "
    "Katherine Leona Lillian Lorraine Lucille Mabel Marian Mildred Minnie Myrtle Nellie Norma Olga Opal Pauline "
    "Phyllis Rosa Ruby Ruth Sadie Shirley Sylvia Thelma Velma Vera Viola Wilma Winifred Yolanda"
).split()

FIRST_NAMES_M = (
    "Albert Alfred Alvin Archie Arnold Arthur Bernard Calvin Cecil Chester Clarence Clifford Clyde Curtis Delbert "
    "Earl Edgar Edwin Elmer Ernest Eugene Floyd Francis Franklin Frederick Gilbert Glenn Gordon Harold Harvey "
    "Herbert Herman Homer Horace Howard Hubert Irving Lawrence Leonard Leroy Lester Lloyd Marvin Maurice Melvin "
    "Milton Morris Norman Orville Oscar Percy Ralph Raymond Roland Rudolph Russell Stanley Vernon Wallace Walter"
).split()

LAST_NAMES = (
    "Abernathy Albright Almeida Ashworth Bagley Barlow Beckett Bellamy Benavides Blackwood Bohannon Bradshaw "
    "Brennan Buchanan Caldwell Carmody Castellano Chadwick Cho Cobb Coleridge Conway Crandall Cruz Dalton Danforth "
    "Delacroix Dempsey Doyle Drummond Eastman Eckert Ellsworth Escobar Fairbanks Farrow Fenwick Ferrari Finch "
    "Fontaine Gallagher Garrison Gentry Goldberg Granger Guerrero Hadley Halvorsen Hammond Hargrove Hawthorne "
    "Holloway Huang Ibarra Ingram Ivanov Jankowski Jefferson Kaminski Keating Kendrick Kowalski Lachance Langford "
    "Larkin Lombardi Lovelace Maddox Mahoney Marchetti McAllister Mendoza Merrick Montague Nakamura Navarro Nguyen "
    "Novotny O'Brien O'Keefe Okonkwo Ortega Osgood Pacheco Pemberton Pendleton Petrov Pickering Quimby Quintero "
    "Radcliffe Ramsey Redmond Rhodes Rosales Rosenthal Rutherford Sandoval Santoro Schaefer Sheffield Silva "
    "Sinclair Standish Sutherland Tanaka Thackeray Thornton Tillman Underwood Valdez Vandermeer Vasquez Wakefield "
    "Waverly Weatherby Whitlock Winslow Wojcik Yamamoto Yates Zamora Zielinski"
).split()

STREETS = (
    "Elm St",
    "Oak Ave",
    "Maple Dr",
    "Church St",
    "Park Ave",
    "Mill Rd",
    "High St",
    "Cedar Ln",
    "Lake Dr",
)

CITIES = (
    ("Columbus", "OH", "43215"),
    ("Dublin", "OH", "43017"),
    ("Westerville", "OH", "43081"),
    ("Hilliard", "OH", "43026"),
)

# ICD-10-CM codes without the point, with our own short words.
CONDITIONS = (
    ("I5022", "Chronic systolic heart failure"),
    ("I5032", "Chronic diastolic heart failure"),
    ("J449", "Chronic obstructive lung disease"),
    ("E1122", "Type 2 diabetes with kidney disease"),
    ("N1831", "Chronic kidney disease, stage 3a"),
    ("I10", "High blood pressure"),
    ("G309", "Alzheimer's disease"),
    ("G20A1", "Parkinson's disease"),
    ("I69351", "Weakness of the right side after a stroke"),
    ("L89152", "Pressure ulcer over the sacrum, stage 2"),
    ("M8000XA", "Osteoporosis with fracture"),
    ("C50911", "Breast cancer, right"),
)

COMPLEXITY = (
    "Heart failure and kidney disease pull the diuretic plan in opposite directions; three disciplines to coordinate.",
    "Wound care, insulin titration and fall prevention by one agency; frequent changes need a physician's decision.",
    "Advanced dementia with swallowing trouble; hospice team and family caregiver depend on timely plan changes.",
    "Recent stroke with new weakness; therapy goals, anticoagulation and blood pressure are adjusted together.",
)

GOALS = (
    "Walk to the mailbox and back without stopping",
    "Weight within two pounds of 168",
    "Wound closed and dressing changes weekly",
    "Fasting glucose between 90 and 150",
    "No unplanned hospital stay this quarter",
    "Comfort at rest, pain no more than 3 of 10",
)

# What is done to reach each goal.
STRATEGIES = {
    GOALS[0]: (
        "Walk with the therapist three times a week",
        "Rest stops marked along the way, fewer each week",
    ),
    GOALS[1]: (
        "Weigh every morning, call at two pounds more",
        "Agency nurse adjusts the diuretic by our scale",
    ),
    GOALS[2]: ("Dressing changed every other day, photographed weekly", "Protein drinks between meals"),
    GOALS[3]: ("Evening dose moved to breakfast", "Readings sent through the portal on Mondays"),
    GOALS[4]: ("Call within a day of any new symptom", "Medicines laid out by the nurse every Sunday"),
    GOALS[5]: ("Breakthrough dose within reach at night", "Hospice nurse asks for the score at each visit"),
}

# activity, counterpart, channel, sentences
ACTS = (
    (
        "progress_tracking",
        "",
        "record_review",
        (
            "Read the agency's weekly summary and weights; edema down. Diuretic unchanged, recheck labs in a week.",
            "Reviewed metabolic panel and agency vitals. Creatinine stable; potassium supplement halved.",
            "Reviewed wound photographs and measurements; 2 mm smaller. Dressing plan continued.",
            "Compared therapy notes with goals; gait speed improved. Home exercise plan extended.",
        ),
    ),
    (
        "communication",
        "agency_staff",
        "phone",
        (
            "Call with the agency nurse about weight gain of 3 lb; extra diuretic dose for two days, call back Friday.",
            "Case manager reported missed therapy visits; visit frequency revised and reasons noted.",
            "Nurse asked about insulin dose after low readings; evening dose reduced by 4 units.",
        ),
    ),
    (
        "communication",
        "outside_professional",
        "phone",
        (
            "Spoke with the cardiologist on rate control; beta blocker raised, agency informed.",
            "Discussed kidney function with the nephrologist; contrast study postponed.",
        ),
    ),
    (
        "communication",
        "pharmacist",
        "phone",
        ("Reviewed interactions with the pharmacist; changed the sleep medicine and removed a duplicate.",),
    ),
    (
        "long_term_strategy",
        "",
        "record_review",
        (
            "Revised the plan toward independence in dressing by spring; occupational therapy twice a week.",
            "Set the approach for the next quarter: fewer medicines, fall prevention first.",
        ),
    ),
    (
        "initial_evaluation",
        "agency_staff",
        "portal",
        ("Coordinated the start-of-care findings with the agency and set first goals with measures.",),
    ),
    (
        "quality_improvement",
        "",
        "record_review",
        ("Looked into why the readmission happened; added a weight call rule to this patient's plan.",),
    ),
    (
        "documentation",
        "",
        "record_review",
        ("Wrote the oversight note with decisions and their effect on the plan.",),
    ),
    (
        "communication",
        "family_or_caregiver",
        "phone",
        ("Talked with the daughter about nighttime confusion and safety at home.",),
    ),
    (
        "communication",
        "own_practice",
        "in_person",
        ("Discussed the next lab draw with our nurse.",),
    ),
)
ACT_WEIGHTS = (30, 22, 9, 4, 9, 3, 3, 6, 9, 5)

# What was found on a day, with figures of that day, so that no two notes say the same.
FINDINGS = (
    "Weight {pounds:.1f} lb, blood pressure {upper}/{lower}.",
    "Blood pressure {upper}/{lower} this morning; weight {pounds:.1f} lb.",
    "At the last nursing visit {upper}/{lower} and {pounds:.1f} lb.",
    "Home log: {pounds:.1f} lb, pressure {upper} over {lower}.",
    "Agency's readings: {upper}/{lower}, {pounds:.1f} lb.",
)
