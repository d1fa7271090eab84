"""The door for web servers: `gunicorn config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from config.memory import leave_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

leave_what_is_loaded()
