"""How answers that are only looked at are shown: a sentence, the bar's words, and every because with its source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from apps.billing.replays import lines_in_words
from apps.rules.answer import Decision as Answer
from apps.rules.explain import explain
from apps.rules.ruleset import RuleSet

VERDICTS = {"time": "no", "reason": "no", "warning": "open", "change": "open", "alternative": ""}


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer in words; `because` are the items of the component of that name."""

    answer: Answer
    codes: str
    verdict: str
    because: tuple[dict[str, Any], ...]


def shown_answers(
    answers: Sequence[Answer], rule_set: RuleSet, names: Mapping[str, str], *, today: date
) -> list[ShownAnswer]:
    """Return the answers in words, each with its sources; `names` names the providers by id."""
    return [_shown(answer, rule_set, names, today) for answer in answers]


def _shown(answer: Answer, rule_set: RuleSet, names: Mapping[str, str], today: date) -> ShownAnswer:
    said = explain(answer, rule_set, names=names, today=today)
    return ShownAnswer(
        answer=answer,
        codes=lines_in_words(answer),
        verdict=next(each.text for each in said if each.kind == "verdict"),
        because=tuple(
            {
                "sentence": each.text,
                "source": each.source,
                "verdict": VERDICTS.get(each.kind, ""),
                "url": reverse("billing:rule", args=[each.rule]) if each.rule else "",
            }
            for each in said
            if each.kind != "verdict" and each.text
        ),
    )
