"""The bytes of a file, by its format."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.fhir_claim import claim_bundle
from apps.billing.domain.file_names import file_name
from apps.billing.domain.money import sum_of
from apps.billing.domain.superbill import superbill_csv
from apps.billing.domain.x12_837p import ControlNumbers, write_837p
from apps.billing.domain.x12_837p import Receiver as ReceiverOfFiles
from apps.billing.models import Receiver, Submission
from apps.billing.operations.control_numbers import take_control_number
from apps.billing.pdf import Paper, cms1500_pdf
from apps.billing.superbills import superbill_xlsx
from apps.practice.access import Actor

FORMAT = Submission.Format
LINE_ENDS = {Receiver.LineEnd.LF: "\n", Receiver.LineEnd.CRLF: "\r\n", Receiver.LineEnd.NONE: ""}


def written(
    actor: Actor,
    documents: Sequence[ClaimDocument],
    format: Submission.Format,
    receiver: Receiver | None,
    now: datetime,
) -> Submission:
    """Return the unsaved submission of `documents` with its bytes; `receiver` is locked, and given for an 837P only."""
    submission = Submission(
        practice=actor.practice,
        format=format,
        receiver=receiver,
        claim_count=len(documents),
        total_charge=sum_of(document.total_charge for document in documents),
        made_by=actor.user,
        made_at=now,
    )
    local = now.astimezone(actor.time_zone)
    if receiver is not None:
        _write_x12(submission, documents, receiver, local)
    else:
        submission.content, ending = _bytes_of(documents, format, local)
        submission.file_name = f"{format}-{actor.practice.pk}-{local:%Y%m%d-%H%M%S-%f}.{ending}"
    submission.sha256 = sha256(submission.content).hexdigest()
    return submission


def _bytes_of(
    documents: Sequence[ClaimDocument], format: Submission.Format, local: datetime
) -> tuple[bytes, str]:
    """Return the bytes and the ending of the file's name."""
    if format == FORMAT.CMS_1500:
        return cms1500_pdf(documents, paper=Paper.PREPRINTED), "pdf"
    if format == FORMAT.CSV:
        return superbill_csv(documents), "csv"
    if format == FORMAT.XLSX:
        return superbill_xlsx(documents, made_at=local), "xlsx"
    return claim_bundle(documents, made_at=local), "json"


def _write_x12(
    submission: Submission, documents: Sequence[ClaimDocument], receiver: Receiver, local: datetime
) -> None:
    number = take_control_number(receiver)
    submission.receiver_code = receiver.receiver_id
    submission.interchange_control_number = number
    submission.group_control_number = submission.transaction_set_control_number = number
    submission.check_total = len(documents)
    submission.content = write_837p(
        documents,
        receiver=receiver_of_files(receiver),
        control_numbers=ControlNumbers(
            interchange=number, group=number, transaction_set=number, batch=f"{number:09}"
        ),
        written_at=local,
    )
    submission.file_name = file_name(
        receiver.file_name_pattern,
        number=number,
        at=local,
        sender=receiver.sender_id,
        receiver=receiver.receiver_id,
        is_production=receiver.is_production,
    )


def receiver_of_files(receiver: Receiver) -> ReceiverOfFiles:
    """Return a receiver as the writer of files knows it."""
    return ReceiverOfFiles(
        sender_qualifier=receiver.sender_qualifier,
        sender_id=receiver.sender_id,
        receiver_qualifier=receiver.receiver_qualifier,
        receiver_id=receiver.receiver_id,
        submitter_name=receiver.submitter_name or receiver.practice.name,
        submitter_id=receiver.submitter_identifier or receiver.sender_id,
        contact_name=receiver.contact_name,
        contact_phone=receiver.contact_phone,
        contact_extension=receiver.contact_extension,
        receiver_name=receiver.name,
        receiver_identifier=receiver.receiver_identifier or receiver.receiver_id,
        application_sender=receiver.application_sender,
        application_receiver=receiver.application_receiver,
        is_production=receiver.is_production,
        wants_acknowledgement=receiver.wants_acknowledgement,
        line_end=LINE_ENDS[Receiver.LineEnd(receiver.line_end)],
    )
