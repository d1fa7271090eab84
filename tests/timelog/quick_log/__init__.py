"""Sentences for the quick log, each with what it means: a folder for every practice, a module for every voice.

A module of a practice holds its sentences in a tuple called SENTENCES. They were written from what they mean, most of
them by people who never saw the grammar; where one turned out to mean something else by the definition of a field, that
was put right.
"""

from importlib import import_module
from pkgutil import iter_modules

from tests.timelog.quick_log.sentence import Sentence


def sentences() -> list[Sentence]:
    """Return the sentences of every practice, in the order of the names of its modules."""
    practices = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__) if each.ispkg]
    voices = [f"{place.__name__}.{each.name}" for place in practices for each in iter_modules(place.__path__)]
    return [sentence for voice in voices for sentence in import_module(voice).SENTENCES]
