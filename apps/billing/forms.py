"""The forms of billing: reasons, charges and receivers."""

from typing import Any

from django import forms

from apps.billing.models import Charge, Printer, Receiver, Submission
from apps.billing.operations.charges import problems_with_charge
from apps.billing.operations.printers import problems_with_printer
from apps.billing.operations.receivers import problems_with_receiver
from apps.practice.access import Actor, rows_of
from apps.practice.form_fields import RosterForm, Section, plain_field


class AuthorizationForm(forms.Form):
    """The payer's prior authorization number for one claim."""

    number = forms.CharField(
        required=False,
        max_length=29,
        label="Prior authorization number",
        help_text="As the payer wrote it, without blanks.",
    )


class SubmissionForm(forms.Form):
    """Which file is made of the approved claims, and for whom."""

    format = forms.ChoiceField(choices=Submission.Format.choices, initial="837p")
    receiver = forms.ModelChoiceField(
        Receiver.objects.none(),
        required=False,
        empty_label="Nobody",
        label="Receiver of an 837P",
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["receiver"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows_of(actor, Receiver)
        if not self.is_bound:
            field.initial = field.queryset.first()


class ChargeForm(RosterForm):
    """What the practice charges for a code from a day on."""

    check = staticmethod(problems_with_charge)
    sections = (Section("", "", ("procedure_code", "amount", ("starts_on", "ends_on"))),)

    class Meta:
        model = Charge
        fields = ("procedure_code", "amount", "starts_on", "ends_on")
        formfield_callback = plain_field
        help_texts = {
            "procedure_code": "As G0181 or 99375.",
            "amount": "Dollars and cents for one unit.",
            "ends_on": "The last day it is charged; leave empty while it lasts.",
        }


class ReceiverForm(RosterForm):
    """Where 837P files go, with the ids of the enrollment form."""

    check = staticmethod(problems_with_receiver)
    sections = (
        Section("Receiver", "The clearinghouse, or the payer itself.", (
            "name", ("receiver_qualifier", "receiver_id"), "payers",
        )),
        Section("Sender", "As the receiver enrolled the practice.", (
            ("sender_qualifier", "sender_id"), ("contact_name", "contact_phone", "contact_extension"),
        )),
        Section("Other ids", "Only where the enrollment form names them; empty, the ids above are used.", (
            ("application_sender", "application_receiver"),
            ("submitter_identifier", "receiver_identifier"),
            "submitter_name",
        )),
        Section("File", "", (
            "is_production", "wants_acknowledgement", "line_end", "file_name_pattern", "next_control_number",
        )),
    )  # fmt: skip

    class Meta:
        model = Receiver
        exclude: tuple[str, ...] = ("practice",)
        formfield_callback = plain_field
        labels = {
            "application_sender": "Application sender",
            "application_receiver": "Application receiver",
            "submitter_identifier": "Submitter id",
            "receiver_identifier": "Receiver id in the claims",
            "is_production": "For production",
        }
        help_texts = {
            "payers": "Leave all unchosen when every payer's claims go here.",
            "receiver_qualifier": "ISA07, most often ZZ.",
            "receiver_id": "ISA08, at most 15 characters.",
            "sender_qualifier": "ISA05, most often ZZ.",
            "sender_id": "ISA06, at most 15 characters.",
            "contact_extension": "Digits only.",
            "application_sender": "GS02.",
            "application_receiver": "GS03.",
            "submitter_identifier": "NM1*41, the submitter's number (ETIN).",
            "receiver_identifier": "NM1*40.",
            "submitter_name": "NM1*41; empty, the practice's name.",
            "is_production": "Without the tick, files are marked as test files.",
            "wants_acknowledgement": "ISA14: the receiver answers every file with a TA1.",
            "line_end": "What follows the ~ of every segment.",
            "file_name_pattern": "{number} {date} {time} {sender} {receiver} and {usage} (P or T) are filled in.",
            "next_control_number": "Raise it when another program sent files under these ids before.",
        }


class PrinterForm(RosterForm):
    """How far one's printer moves what it prints."""

    check = staticmethod(problems_with_printer)
    sections = (
        Section("", "", ("name",)),
        Section("Offset", "What the test page says: right and down are more than nothing, left and up less.", (
            ("right_mm", "down_mm"), "is_used",
        )),
    )  # fmt: skip

    class Meta:
        model = Printer
        exclude: tuple[str, ...] = ("practice", "user")
        formfield_callback = plain_field
        labels = {"right_mm": "Millimetres to the right", "down_mm": "Millimetres down"}
        help_texts = {
            "name": "As you know it, such as “Front desk”.",
            "right_mm": "Such as 1.5 or -0.8.",
            "is_used": "The data of claims is moved like this when you print on preprinted forms.",
        }


class StatementForm(forms.Form):
    """The words that providers sign."""

    text = forms.CharField(label="Statement", required=False, widget=forms.Textarea(attrs={"rows": 6}))
