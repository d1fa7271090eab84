"""What beside a word tells that it is somebody's name, and whose."""

import re

TITLES = {"mr": "M", "mrs": "F", "ms": "F", "miss": "F", "mister": "M"}
LEAD = re.compile(
    r"(?:\b(?:for|pt|patient|on|of|re|regarding|about|mr|mrs|ms|miss|mister|client|resident)\.?:?|\bre:)\s*$"
)
TITLE = re.compile(r"\b(?P<title>mrs?|ms|miss|mister)\.?\s*$")
VALUE = re.compile(r"\s*\+?\s*(?:of\s+|is\s+|was\s+)?\d")  # "K 5.9" is potassium
LAST_INITIAL = re.compile(r"(?:\s+[A-Z][a-z]+)?\s+(?P<letter>[A-Z])(?:\.?-[A-Z]\.?|\.|(?=[\s,;]|$))")
NURSE = re.compile(r"\b(?:nurse|rn|lpn|np|pa|md|therapist|aide|pharmacist|chaplain)\s*$")
CREDENTIALS = re.compile(r",?\s+(?:rn|lpn|lvn|np|pa|md|do|msw|lcsw|aprn|pt|ot)\)")  # "(Kelly RN)"
INITIALS = re.compile(
    r"(?<![\w.])(?P<a>[A-Za-z])\.\s?(?P<b>[A-Za-z])\.(?!\w)|(?<![\w.'/&-])(?P<c>[A-Z])(?P<d>[A-Z])(?![\w.'/&-])"
)
NUMBER = re.compile(r"(?:\bmrn\s*:?#?\s*|#\s*|\brecord\s+(?:number|no\.?|#)\s*)(?P<number>[a-z0-9][\w-]*)")
JOINED = re.compile(r"\s*(?:and|or|&|\+|/|,\s*(?:and|or)|,)\s*")
