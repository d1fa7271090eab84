"""How endpoints describe themselves: every operation names all its answers."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object

from apps.practice.operations_idempotency import LONGEST_KEY
from apps.practice.serializers import ProblemsSerializer

ALWAYS = {
    "401": "Nobody is signed in, or the token does not work.",
    "403": "The role does not allow it.",
    "406": "The answer is JSON; nothing else was accepted.",
    "422": "Refused, with every reason.",
    "429": "Asked too often. Wait as long as Retry-After says.",
}
OF_ONE = {"404": "Not there, or of another practice."}
OF_WRITES = {
    "400": "The body is not JSON.",
    "409": "The first request with this idempotency key is still being worked on.",
    "415": "The body is not application/json.",
}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": LONGEST_KEY, "pattern": "^[A-Za-z0-9_-]*$"},
    "description": "A new value for each write. Repeating a request with its key gives the first answer again and"
    " does nothing.",
}


class PersonalTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes personal tokens."""

    target_class = "apps.practice.api_gate.PersonalToken"
    name = "personalToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Return the bearer scheme."""
        return build_bearer_security_scheme_object(header_name="Authorization", token_prefix="Bearer")  # noqa: S106


class HouseSchema(AutoSchema):
    """Adds to each operation what the house answers on its own: the gate, refusals, repeated writes."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """Return the operation with all its answers."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        writes = self.method == "POST"
        wanted = {
            **ALWAYS,
            **(OF_ONE if "{" in self.path or writes else {}),
            **(OF_WRITES if writes else {}),
        }
        reference = self.resolve_serializer(ProblemsSerializer, "response").ref
        for code, description in sorted(wanted.items()):
            content = {"application/json": {"schema": reference}}
            operation["responses"].setdefault(code, {"description": description, "content": content})
        if writes:
            operation.setdefault("parameters", []).append(KEY)
        return operation
