"""The door for web servers: `gunicorn config.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What was loaded stays for good: the collector need not walk it again for every few thousand rows of a request.
gc.freeze()
