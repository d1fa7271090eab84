"""The only settings of Careminutes; every value that differs between deployments comes from the environment.

With nothing set this is the local product: SQLite, a broker of files and a secret of its own, all in `var/`.
`docs/operations.md` lists the variables. In production a dangerous value stops the start (`config/checks.py`).
"""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from config.api_settings import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401 - settings as well
from config.checks import refuse_mistakes
from config.environment import (
    MODES,
    file_broker_options,
    kept_secret,
    postgres_options,
    practice_kind,
    sqlite_options,
    var_folder,
)

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

MODE = env.str("CAREMINUTES_MODE", default="local")
if MODE not in MODES:
    raise ImproperlyConfigured(f"CAREMINUTES_MODE is {MODE!r}. Set it to one of: {', '.join(MODES)}.")
IS_LOCAL = MODE == "local"
IS_PRODUCTION = MODE == "production"
IS_TEST = MODE == "test"

VAR = var_folder(BASE_DIR)
# Signing in with one click exists only here: on one's own machine, with made-up patients.
IS_SAMPLE = IS_LOCAL and practice_kind(VAR) == "sample"

# --- Secrets, hosts, transport -----------------------------------------------------------------------------

SECRET_KEY = env.str(
    "CAREMINUTES_SECRET_KEY", default="" if IS_PRODUCTION else kept_secret(VAR / "secret-key")
)
SECRET_KEY_FALLBACKS = env.list("CAREMINUTES_OLD_SECRET_KEYS", default=[])
DEBUG = env.bool("CAREMINUTES_DEBUG", default=False)
ALLOWED_HOSTS = env.list(
    "CAREMINUTES_ALLOWED_HOSTS",
    default=[] if IS_PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"],
)
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS] if IS_PRODUCTION else []

SECURE_COOKIES = env.bool("CAREMINUTES_SECURE_COOKIES", default=IS_PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SECURE_SSL_REDIRECT = env.bool("CAREMINUTES_HTTPS_REDIRECT", default=IS_PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("CAREMINUTES_HSTS_SECONDS", default=31_536_000 if IS_PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
# The proxy in front must set this header itself and drop what a client sends under its name.
TRUST_PROXY = env.bool("CAREMINUTES_TRUST_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
# The limits on wrong passwords count by the address that the proxy saw, not by the proxy's own.
ALLAUTH_TRUSTED_PROXY_COUNT = int(TRUST_PROXY)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Nothing inline, nothing from elsewhere: pages of patients must not run or load what we did not write.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# A working day: nobody stays signed in over night on a shared computer.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "careminutes_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "careminutes_csrf"
CSRF_COOKIE_HTTPONLY = True

# --- The house ---------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "config.apps.GatedAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config.apps.ConfigConfig",
    "apps.practice",
    "apps.patients",
    "apps.timelog",
    "apps.billing",
    "apps.reports",
    "apps.sample",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# SQLite makes these indexes without what PostgreSQL keeps beside their key: the same rows, read with one step more.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
FORM_RENDERER = "config.form_rendering.Renderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["config.template_loading.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.practice.context.shell",
                "apps.timelog.context.running_timer",
                "apps.timelog.context.unread_notices",
            ],
        },
    }
]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
# Names carry a hash and may be cached for ever; only what travels is compressed, because that takes a while. Tests
# are served from the source folders.
STATIC_STORAGE = "config.static.HashedStorage"
if IS_PRODUCTION:
    STATIC_STORAGE = "config.static.CompressedStorage"
    WHITENOISE_KEEP_ONLY_HASHED_FILES = True
elif IS_TEST:
    STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}
# Where clearinghouse programs drop files: INBOX/<number of the practice>/. Empty: no folder is looked into.
INBOX = env.str("CAREMINUTES_INBOX", default="")
MEDIA_ROOT = VAR / "media"
# Many claims are approved with one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LANGUAGE_CODE = "en-us"
USE_I18N = False
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# --- Database, cache, broker -------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'careminutes.sqlite3'}")}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = sqlite_options()
    # A file, not memory: the live server's threads and a worker process of a test look at the same rows.
    DATABASE["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
# A connection a request would cost two thirds of the throughput.
DATABASE["CONN_MAX_AGE"] = env.int("CAREMINUTES_CONNECTION_SECONDS", default=60)
# What `apps.practice.prepared` asks so often is planned once a connection; never behind a pooler.
PLANNED_AFTER = 5 if DATABASE["CONN_MAX_AGE"] else None
if PLANNED_AFTER and DATABASE["ENGINE"] == "django.db.backends.postgresql":
    DATABASE["OPTIONS"] = postgres_options(DATABASE.get("OPTIONS", {}))
DATABASE["CONN_HEALTH_CHECKS"] = DATABASE["ENGINE"] != "django.db.backends.sqlite3"

if IS_TEST:
    CACHE_DEFAULT = "locmemcache://"
else:
    # Shared by all web processes, or the sign-in limits would hold only per process.
    CACHE_DEFAULT = f"filecache://{VAR / 'cache'}"
CACHES = {"default": env.cache_url("CAREMINUTES_CACHE_URL", default=CACHE_DEFAULT)}

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost//")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = file_broker_options(VAR / "broker")
    # The file transport reads one message a poll, so it must be allowed to fetch ahead.
    CELERY_WORKER_PREFETCH_MULTIPLIER = 8
else:
    # What a killed worker held comes back within `visibility_timeout`; without the throttle kombu looks for it
    # only every hundred seconds on top.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": env.int("CAREMINUTES_VISIBILITY_SECONDS", default=600),
        "unacked_restore_throttle": 1,
    }
    CELERY_WORKER_PREFETCH_MULTIPLIER = 4

# --- People ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "practice.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if IS_TEST:
    # Hundreds of people sign in during the tests; a slow hash protects nobody there.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "config.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Addresses are proven by following the link of an invitation, so there is nothing left to verify at sign-in.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
# Whoever holds the address can ask for a new password: changing it takes the present one, as changing that does.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "config.addresses.SignInForm",
    "reset_password": "config.addresses.ForgottenPasswordForm",
    "add_email": "config.addresses.ChangeAddressForm",
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Careminutes: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE_COOKIES else "http"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # five wrong passwords for one account in five minutes, ten from one address in a minute
    "login_failed": "10/m/ip,5/300s/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "config.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "config.passkeys.AddWebAuthnForm",
    "authenticate_webauthn": "config.passkeys.AuthenticateWebAuthnForm",
    "login_webauthn": "config.passkeys.LoginWebAuthnForm",
    "reauthenticate_webauthn": "config.passkeys.ReauthenticateWebAuthnForm",
}
MFA_TOTP_ISSUER = "Careminutes"
# A code typed at the end of its thirty seconds arrives after them (RFC 6238, 5.2: one step of time is let pass).
MFA_TOTP_TOLERANCE = 1
# Nobody signs up here: whoever has an account was invited at that address, so there is nobody to lock out of it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers offer passkeys on plain HTTP only for localhost, where the local product lives.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION

# --- Mail --------------------------------------------------------------------------------------------------

MAIL_FOLDER = VAR / "mail"
if IS_PRODUCTION:
    vars().update(env.email_url("CAREMINUTES_EMAIL_URL", default="consolemail://"))
else:
    EMAIL_BACKEND = "config.mail.FolderBackend"
# Where the links of letters lead that no request asks for.
SITE_URL = env.str(
    "CAREMINUTES_SITE_URL",
    default=f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
    if IS_PRODUCTION and ALLOWED_HOSTS
    else "http://localhost:8000",
).rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "CAREMINUTES_MAIL_FROM", default="Careminutes <careminutes@localhost>"
)

# --- Logs: one JSON object a line in production, text elsewhere; never a row's values ------------------------

LOG_LEVEL = env.str("CAREMINUTES_LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "config.logs.JsonFormatter"},
        "text": {
            "()": "config.logs.TextFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json" if IS_PRODUCTION else "text"},
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # Scanners ask for other hosts all day; the answer 400 says enough.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}

if IS_PRODUCTION:
    refuse_mistakes(vars())
