"""How the API answers and how its schema is described, as the settings take it: nothing of it is of the environment."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_SCHEMA_CLASS": "apps.practice.api_schema.HouseSchema",
    "DEFAULT_PERMISSION_CLASSES": ["apps.practice.api_gate.Gate"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.practice.api_gate.PersonalToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.practice.api_gate.PlainJson"],
    "DEFAULT_THROTTLE_CLASSES": ["apps.practice.api_gate.ReadRate", "apps.practice.api_gate.WriteRate"],
    "DEFAULT_THROTTLE_RATES": {"read": "1200/minute", "write": "240/minute"},
    "EXCEPTION_HANDLER": "apps.practice.api.answer_to",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Careminutes",
    "DESCRIPTION": "Patients, time entries, service periods, decisions and claims: the operations of the pages, for"
    " other programs. Sign in with a personal token (Practice, then Personal tokens): Authorization: Bearer cm_….",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["apps.practice.api_gate.Gate"],
    "SCHEMA_PATH_PREFIX": "/api/",
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices stay beside their fields: names made up for them would change when a field is added elsewhere.
    "POSTPROCESSING_HOOKS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}
