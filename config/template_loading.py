"""Templates as they travel: without the indentation that only their authors need, a tenth of a long page."""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader as FilesystemLoader

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(FilesystemLoader):
    """Reads pages once per process and leaves their indentation out; mail and other plain text stays as written."""

    def get_contents(self, origin: Origin) -> str:
        """Return the source; every line keeps its number."""
        contents = super().get_contents(origin)
        return INDENTATION.sub("", contents) if origin.name.endswith(".html") else contents
