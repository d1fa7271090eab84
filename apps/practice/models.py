"""Who works here: the practice, its people and what they did."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.practice.domain.roles import Role


class Practice(models.Model):
    """One physician practice: the billing provider, and the owner of every other row."""

    class Entity(models.TextChoices):
        ORGANIZATION = "2", "Organization"
        PERSON = "1", "Solo practitioner"

    class TaxIdKind(models.TextChoices):
        EIN = "EI", "Employer identification number"
        SSN = "SY", "Social security number"

    name = models.CharField(max_length=60)
    entity = models.CharField(max_length=1, choices=Entity, default=Entity.ORGANIZATION)
    npi = models.CharField("NPI", max_length=10, blank=True)
    tax_id = models.CharField("tax id", max_length=9, blank=True)
    tax_id_kind = models.CharField(max_length=2, choices=TaxIdKind, default=TaxIdKind.EIN)
    taxonomy_code = models.CharField(max_length=10, blank=True)
    street = models.CharField(max_length=55, blank=True)
    street_2 = models.CharField(max_length=55, blank=True)
    city = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField("ZIP code", max_length=10, blank=True)
    phone = models.CharField(max_length=10, blank=True)
    pay_to_street = models.CharField(max_length=55, blank=True)
    pay_to_street_2 = models.CharField(max_length=55, blank=True)
    pay_to_city = models.CharField(max_length=30, blank=True)
    pay_to_state = models.CharField(max_length=2, blank=True)
    pay_to_zip_code = models.CharField(max_length=10, blank=True)
    billing_contact = models.CharField(max_length=60, blank=True)
    time_zone = models.CharField(max_length=40, default="America/New_York")
    allows_own_approval = models.BooleanField(
        default=False, help_text="Let people approve claims for time they logged themselves."
    )
    is_sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users that sign in by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in; what they may do is in their memberships."""

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ("email",)

    def __str__(self) -> str:
        return self.full_name or self.email


class Membership(models.Model):
    """A role that a person holds in a practice, until `ends_on` (inclusive) when that is set."""

    RoleChoices = [(role.value, role.label) for role in Role]

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=RoleChoices)
    ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("practice_id", "user_id", "role")
        constraints = [
            models.UniqueConstraint(fields=("practice", "user", "role"), name="one_membership_per_role"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).label} at {self.practice_id}"


class Invitation(models.Model):
    """An e-mailed invitation to join a practice in some roles; the link's secret is kept only as a hash."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    full_name = models.CharField(max_length=100, blank=True)
    roles = models.JSONField()
    ends_on = models.DateField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class Provider(models.Model):
    """Somebody whose time is logged: a practitioner who may bill, or clinical staff."""

    class Kind(models.TextChoices):
        PHYSICIAN = "physician", "Physician"
        NURSE_PRACTITIONER = "nurse_practitioner", "Nurse practitioner"
        PHYSICIAN_ASSISTANT = "physician_assistant", "Physician assistant"
        CLINICAL_NURSE_SPECIALIST = "clinical_nurse_specialist", "Clinical nurse specialist"
        CLINICAL_STAFF = "clinical_staff", "Clinical staff"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="providers")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="provider_rows"
    )
    kind = models.CharField(max_length=30, choices=Kind)
    last_name = models.CharField(max_length=60)
    first_name = models.CharField(max_length=35)
    middle_name = models.CharField(max_length=25, blank=True)
    suffix = models.CharField(max_length=10, blank=True)
    credentials = models.CharField(max_length=20, blank=True)
    npi = models.CharField("NPI", max_length=10, blank=True)
    taxonomy_code = models.CharField(max_length=10, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("last_name", "first_name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("practice", "npi"), condition=~Q(npi=""), name="provider_npi_once_a_practice"
            ),
            models.UniqueConstraint(
                fields=("practice", "user"), condition=Q(user__isnull=False), name="one_provider_per_user"
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.first_name, self.last_name, self.credentials) if part)

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()

    @property
    def may_bill(self) -> bool:
        """Say whether this kind of provider can be the rendering provider of a claim."""
        return self.kind != self.Kind.CLINICAL_STAFF


class Collaboration(models.Model):
    """A documented collaboration of an NP, PA or CNS with a physician, both dates inclusive."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="collaborations")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="collaborations")
    physician = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("provider_id", "starts_on")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="collaboration_dates"
            ),
            models.CheckConstraint(condition=~Q(provider=F("physician")), name="collaboration_of_two"),
        ]

    def __str__(self) -> str:
        return f"Collaboration {self.pk}"


class ApiToken(models.Model):
    """A personal token for the REST API, bound to one practice; only its hash is kept."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="api_tokens")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=8, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """What the API answered to a write, so that a repeated request gets the same answer and does nothing."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("practice", "user", "key"), name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return self.key


class AuditEvent(models.Model):
    """Somebody read or changed something: never changed, never deleted.

    `actor` is None for the practice's own schedule. `patient_id` is a plain number because this app knows no patients.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="audit_events")
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    patient_id = models.BigIntegerField(null=True)
    old = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    new = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=("practice", "at"), name="audit_by_time"),
            models.Index(fields=("practice", "patient_id", "at"), name="audit_by_patient"),
            models.Index(fields=("practice", "subject_type", "subject_id"), name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"
