"""How static files are served: names carry a hash, also where one of our scripts imports another."""

from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin, ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Scripts of packages stay as they came: some only look as if they imported something.
_EVERYWHERE: Any = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]  # noqa: SLF001
OURS = ("js/*.js", _EVERYWHERE[1])


class HashedStorage(ManifestStaticFilesStorage):
    """Names with a hash, in the imports of our scripts as well."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = OURS


class CompressedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no type hints
    """The same, compressed for the way."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = OURS
