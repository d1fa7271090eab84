"""How static files are served: names carry a hash, also where one of our scripts imports another."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import HashedFilesMixin, ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Scripts of packages stay as they came: some only look as if they imported something.
_EVERYWHERE: Any = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]  # noqa: SLF001
OURS = ("js/*.js", _EVERYWHERE[1])


class _Remembered:
    """Works each address out once: a page has fifty, and the names of a process stay until they are made anew."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._addresses: dict[tuple[str, bool], str] = {}

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002  as Django asks
        """Return where a file is found."""
        if force:
            return self._worked_out(name, force)
        key = (name, settings.DEBUG)  # in which names have no hash
        found = self._addresses.get(key)
        if found is None:
            found = self._addresses[key] = self._worked_out(name, force)
        return found

    def _worked_out(self, name: str, force: bool) -> str:  # noqa: FBT001
        found: str = super().url(name, force)  # type: ignore[misc]  # of the storage that this stands before
        return found

    def post_process(self, *given: Any, **named: Any) -> Any:
        """Make the names anew."""
        self._addresses = {}
        yield from super().post_process(*given, **named)  # type: ignore[misc]


class HashedStorage(_Remembered, ManifestStaticFilesStorage):  # type: ignore[misc]  # gives what it gives
    """Names with a hash, in the imports of our scripts as well."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = OURS


class CompressedStorage(_Remembered, CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no type hints
    """The same, compressed for the way."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = OURS
