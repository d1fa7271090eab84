"""Reports as pages and files: who sees what, what an address asks for, and the rows behind a figure."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from apps.billing.models import Claim
from apps.patients.models import Patient, Payer
from apps.practice.domain.roles import Role
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.practice.operations_saved_views import save_view
from apps.reports.kinds import KINDS, Kind
from apps.reports.report_files import FORMATS
from tests import builders as make
from tests.reports.paid import ana, dr_rivera, hilltop, jane, mia, paid, paid_stands, stands

__all__ = ["ana", "dr_rivera", "hilltop", "jane", "mia", "paid", "paid_stands", "stands"]

ClientOf = Callable[[User], Client]
MAY = "since=2026-05-01&until=2026-05-31"


@pytest.fixture
def client_of(client: Client) -> ClientOf:
    def signed(person: User) -> Client:
        client.force_login(person)
        return client

    return signed


@pytest.fixture
def newcomer(lakeside: Practice) -> User:
    """Manages billing at a practice that has nothing yet."""
    return make.member(make.user("new@lakeside.example"), lakeside, Role.BILLING_MANAGER)


def test_a_physician_sees_own_figures_and_only_those(
    paid: Claim, hilltop: Practice, ana: User, mia: User, client_of: ClientOf
) -> None:
    other = make.provider(hilltop, last_name="Okafor", npi=make.OKAFOR_NPI)
    make.logged(paid.patient, other, date(2026, 5, 20), 50, reason="Found in the call list")
    client = client_of(ana)
    page = client.get(f"/reports/?{MAY}").content.decode()
    assert (
        "My month" in page and "74 min" in page and "124 min" not in page
    )  # 2 x (33 + 4), without the other's 50
    assert "late: after their period" in page.lower()
    assert client.get("/reports/leakage/").status_code == 403
    mine = client.get(f"/reports/rows/claims/?{MAY}").content.decode()
    assert paid.patient_control_number in mine
    Claim.objects.filter(pk=paid.pk).update(rendering_provider=other)
    assert paid.patient_control_number not in client.get(f"/reports/rows/claims/?{MAY}").content.decode()
    chosen = client.get(f"/reports/mine/?{MAY}&provider={other.pk}").content.decode()
    assert "Rivera" in chosen and "Okafor" not in chosen
    assert "Okafor" in client_of(mia).get(f"/reports/mine/?{MAY}&provider={other.pk}").content.decode()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_saved_view_of_a_report_is_called_as_its_page_is(
    kind: Kind, paid: Claim, mia: User, client_of: ClientOf
) -> None:
    client, page = client_of(mia), f"/reports/{kind.name}/"
    heading = "By provider" if kind.name == "breakdown" else kind.title
    assert f"<h1>{heading}</h1>" in client.get(page).content.decode()
    save_view(make.actor(mia), name="Mine", page=page, query="compare=on")
    assert f'<td class="is-less">{kind.title}</td>' in client.get(reverse("views:list")).content.decode()


def test_the_parts_of_a_bar_are_named_by_the_heads_of_their_columns(
    paid: Claim, mia: User, client_of: ClientOf
) -> None:
    page = client_of(mia).get(f"/reports/breakdown/?{MAY}").content.decode()
    assert '<th scope="col" class="num"><span class="key is-paid">Paid for</span></th>' in page
    assert (
        '<p class="bar-key is-in-heads">' in page
    )  # where heads are only spoken, on a phone, the key is shown


def test_care_staff_sees_no_money(
    paid: Claim, hilltop: Practice, nurse_lindqvist: Provider, client_of: ClientOf
) -> None:
    assert nurse_lindqvist.user is not None
    client = client_of(nurse_lindqvist.user)
    assert client.get("/reports/mine/").status_code == 200
    assert client.get(f"/reports/rows/entries/?{MAY}").status_code == 200
    for source in ("claims", "payments", "denials", "periods", "times"):
        assert client.get(f"/reports/rows/{source}/").status_code == 403
    assert client.get("/reports/rows/patients/?eligible=1").status_code == 200
    for money in ("patients/?billed=2026-05-01~2026-05-31", "providers/?billing=2026-05-01~2026-05-31"):
        assert client.get(f"/reports/rows/{money}").status_code == 403


def test_an_empty_report_says_where_its_rows_come_from(newcomer: User, client_of: ClientOf) -> None:
    client = client_of(newcomer)
    for path, step in (
        ("", "/patients/"),
        ("leakage/", "/patients/"),
        ("breakdown/", "/closings/"),
        ("aging/", "/claims/"),
        ("program/", "/patients/"),  # which has a table of zeros
    ):
        assert f'<a class="button" href="{step}">' in client.get(f"/reports/{path}").content.decode(), path
    proofs = client.get("/reports/").content.decode()
    assert 'href="/reports/self-audit/"' in proofs and 'href="/reports/packets/"' in proofs


def test_what_was_asked_for_and_found_nothing_leads_back_to_the_whole_report(
    paid: Claim, mia: User, client_of: ClientOf
) -> None:
    client = client_of(mia)
    long_ago = "since=2019-01-01&until=2019-12-31"
    for asked in (
        f"months/?{long_ago}",
        f"leakage/?{MAY}&code=G0999",
        f"speed/?{long_ago}",
        "aging/?code=G0999",
    ):
        page = client.get(f"/reports/{asked}").content.decode()
        assert '<a class="button" href="?">Without these dates and filters</a>' in page, asked
    page = client.get(f"/reports/months/?{long_ago}&program=cpo").content.decode()
    assert "Nothing was logged, billed or paid on these dates for what was chosen." in page
    assert "as soon as somebody logs" not in page


def test_a_code_is_known_in_small_letters_too(paid: Claim, mia: User, client_of: ClientOf) -> None:
    page = client_of(mia).get(f"/reports/months/?{MAY}&code=g0181").content.decode()
    assert "Code: G0181" in page and "$125.50" in page


def test_a_report_that_is_refused_keeps_its_name_and_offers_no_view_to_save(
    paid: Claim, mia: User, client_of: ClientOf
) -> None:
    page = client_of(mia).get("/reports/leakage/?since=soon&payer=9999").content.decode()
    assert "<h1>Where the minutes go</h1>" in page and "Save this view" not in page
    assert "That is not one of this practice. Choose one from the list." in page


def test_whoever_is_no_provider_learns_the_way_on(hilltop: Practice, mia: User, client_of: ClientOf) -> None:
    page = client_of(mia).get("/reports/mine/").content.decode()
    assert "Choose one above, or have your account added to yours under Providers." in page
    assert '<a class="button" href="/practice/providers/">Providers</a>' in page
    ray = make.member(make.user("ray@hilltop.example"), hilltop, Role.CARE_STAFF)
    page = client_of(ray).get("/reports/mine/").content.decode()
    assert "Ask an administrator to link yours." in page and "above" not in page


@pytest.mark.parametrize(
    ("days", "is_uneven"),
    [pytest.param(1, True, id="a day to come"), pytest.param(0, False, id="the last day")],
)
def test_dates_that_are_not_over_say_so_beside_those_that_are(
    days: int, is_uneven: bool, paid: Claim, mia: User, client_of: ClientOf
) -> None:
    today = make.actor(mia).today
    dates = f"since={today - timedelta(days=3)}&until={today + timedelta(days=days)}"
    client = client_of(mia)
    page = client.get(f"/reports/leakage/?{dates}&compare=on").content.decode()
    assert ("These dates are not over yet; those before are whole." in page) is is_uneven
    assert "are not over yet" not in client.get(f"/reports/leakage/?{dates}").content.decode()


def test_what_an_address_cannot_mean_is_said(paid: Claim, mia: User, client_of: ClientOf) -> None:
    client = client_of(mia)
    wrong = client.get("/reports/leakage/?since=2026-06-01&until=2026-05-01")
    assert wrong.status_code == 422 and "The last day comes before the first" in wrong.content.decode()
    assert client.get("/reports/leakage/?since=2019-01-01").status_code == 422
    assert client.get("/reports/leakage/?dates=some-day").status_code == 422
    for query in ("since=0001-01-01&until=0001-01-31&compare=on", "since=9999-12-01&until=9999-12-31"):
        assert "is out of reach" in client.get(f"/reports/months/?{query}").content.decode()
    today = make.actor(mia).today
    rolling = client.get("/reports/leakage/?dates=this-month").content.decode()
    assert f"Logged {today:%B %Y}, and" in rolling
    for query in (
        "nothing=1",
        "since=soon",
        "payer=1,x",
        "provider=x",
        "provider=9999999999999999999",
        "end=elsewhere",
    ):
        assert client.get(f"/reports/rows/times/?{query}").status_code == 400, query
    assert client.get("/reports/rows/nothing/").status_code == 404
    assert client.get("/reports/rows/claims/?sent_until=9999-12-31").status_code == 400


def test_rows_are_listed_with_their_sum_and_their_history(
    paid: Claim, mia: User, client_of: ClientOf
) -> None:
    page = client_of(mia).get(f"/reports/rows/claims/?{MAY}&state=paid").content.decode()
    assert f'href="/claims/{paid.pk}/"' in page and "$125.50" in page
    seen = AuditEvent.objects.get(action="claims.listed")
    assert seen.new == {"rows": [paid.pk]}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param(
            "patients/?could=ccm", "could be in chronic care management", id="who could be enrolled"
        ),
        pytest.param("patients/?enrolled=any", "enrolled in a programme", id="whoever is enrolled"),
        pytest.param("periods/?code=G0181&program=cpo", "code: G0181 · care plan oversight", id="a code"),
        pytest.param("periods/?program=none", "no programme", id="no programme"),
        pytest.param(
            "periods/?program=ccm%2Cnone", "chronic care management, no programme", id="several programmes"
        ),
        pytest.param("periods/?stage=unclaimed", "claim: none yet", id="no claim"),
        pytest.param("denials/?group=CO&reason=97", "group: CO · reason: 97", id="a reason of a payer"),
        pytest.param(
            "entries/?unenrolled=2026-05-01~2026-05-31",
            "in no programme on the day of the work",
            id="in none",
        ),
        pytest.param(
            "entries/?open=2026-05-01",
            "in periods not closed yet, that began from 1 May 2026 on",
            id="in periods that still run",
        ),
        pytest.param(
            "entries/?activity=program_monitoring",
            "Programme monitoring",
            id="an activity as reports call it",
        ),
        pytest.param("times/?reason=own_practice", "reason: own practice", id="a reason of the rules"),
    ],
)
def test_the_rows_behind_a_figure_say_in_words_what_they_are(
    address: str, said: str, paid: Claim, mia: User, client_of: ClientOf
) -> None:
    page = client_of(mia).get(f"/reports/rows/{address}").content.decode()
    assert f'<p class="lede">{said}</p>' in page


def test_what_a_name_has_in_it_stays_text(paid: Claim, mia: User, client_of: ClientOf) -> None:
    paid.payer.name = "A & B <i>Health</i>"
    paid.payer.save()
    for query in ("", "&compare=on"):
        page = client_of(mia).get(f"/reports/breakdown/?by=payer&{MAY}{query}").content.decode()
        assert "A &amp; B &lt;i&gt;Health&lt;/i&gt;" in page and "<i>Health" not in page


def test_files_are_recorded_and_kept_by_no_cache(
    paid: Claim, mia: User, jane: Patient, client_of: ClientOf
) -> None:
    client = client_of(mia)
    for kind in ("csv", "xlsx", "pdf"):
        answer = client.get(f"/reports/leakage/?{MAY}&file={kind}")
        assert answer["Cache-Control"] == "no-store"
        assert f'.{kind}"' in answer["Content-Disposition"]
        assert jane.display_name.encode() not in answer.content
    taken = AuditEvent.objects.filter(action="report.exported").order_by("pk")
    assert [(event.new or {})["kind"] for event in taken] == ["csv", "xlsx", "pdf"]


def test_on_paper_an_assumption_stands_once_with_its_source_and_whether_it_was_read(
    paid: Claim, mia: User, client_of: ClientOf
) -> None:
    paper = client_of(mia).get(f"/reports/economics/?{MAY}&file=pdf")
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages).split(
        "Every assumption"
    )[1]
    assert said.count("Collection rate in insured") == 1 and said.count("Nurse practitioners and PAs") == 2
    assert said.count("Whose") == said.count("What it says") > 0


def test_the_date_of_a_source_is_written_in_words(paid: Claim, mia: User, client_of: ClientOf) -> None:
    page = client_of(mia).get(f"/reports/economics/?{MAY}").content.decode()
    assert "according to CMS?, Oct 2025: 26% of charges" in page and "2025-10" not in page


def test_private_insurers_stand_together_beside_what_is_said_of_them(
    paid: Claim, mia: User, client_of: ClientOf
) -> None:
    client = client_of(mia)
    rows = client.get(f"/reports/economics/?{MAY}&file=csv").content.decode().splitlines()
    assert "Private insurers,0.00,0.00,0.00,0.00," in rows  # Medicare alone was billed
    Payer.objects.filter(pk=paid.payer_id).update(profile="commercial_30_day")
    rows = client.get(f"/reports/economics/?{MAY}&file=csv").content.decode().splitlines()
    assert rows.count("Private insurers,125.50,32.63,100.40,67.77,80.0") == 1


def test_a_file_stands_alone_with_its_dates_and_what_it_is_narrowed_to(
    paid: Claim, mia: User, client_of: ClientOf
) -> None:
    client = client_of(mia)
    query = f"since=2026-06-01&until=2026-06-30&compare=on&payer={paid.payer_id}&program=cpo"
    page = client.get(f"/reports/leakage/?{query}").content.decode()
    payer = f"Payer: {paid.payer.name}"
    assert (
        payer in page
        and f'href="/reports/leakage/?{query.replace(f"&payer={paid.payer_id}", "")}"'.replace("&", "&amp;")
        in page
    )
    assert "Before is May 2026" in page and "Looked at by closed periods" in page, (
        "nothing now stands with before"
    )
    lines = client.get(f"/reports/leakage/?{query}&file=csv").content.decode("utf-8-sig").splitlines()
    assert lines[1:6:4] == ["Report,Where the minutes go", "Before,May 2026"] and "Dates,June 2026" in lines
    assert {f"Payer,{paid.payer.name}", "Programme,Care plan oversight"} <= set(lines)
    assert "Figure,Unit,June 2026,Before: May 2026,Difference" in lines and "Looked at,min,0,37,-37" in lines


def test_files_of_a_report_that_says_nothing_say_so(newcomer: User, client_of: ClientOf) -> None:
    client = client_of(newcomer)
    for kind in KINDS:
        for file in ("", *FORMATS):
            assert client.get(f"/reports/{kind.name}/?compare=on&file={file}").status_code == 200, kind.name
    for name in ("mine", "year"):
        said = client.get(f"/reports/{name}/?file=csv").content.decode()
        assert 'Note,"No provider belongs to this sign-in. ' in said
        assert client.get(f"/reports/{name}/?file=xlsx").content.startswith(b"PK")
        paper = PdfReader(io.BytesIO(client.get(f"/reports/{name}/?file=pdf").content))
        assert "No provider belongs to this sign-in." in paper.pages[0].extract_text()


def test_a_page_costs_the_same_for_any_number_of_rows(
    paid: Claim,
    mia: User,
    hilltop: Practice,
    dr_rivera: Provider,
    client_of: ClientOf,
    django_assert_max_num_queries: Any,
) -> None:
    client = client_of(mia)
    most = {
        "": 15, "leakage/": 13, "breakdown/": 17, "forecast/": 15, "speed/": 15, "aging/": 15, "denials/": 15,
        "economics/": 25, "program/": 25, "mine/": 15, "year/": 15, "rows/times/": 15,
    }  # fmt: skip
    for path in ("leakage/", "breakdown/", "denials/"):  # the same once more, for the period before
        with django_assert_max_num_queries(2 * most[path]):
            assert client.get(f"/reports/{path}?{MAY}&compare=on").status_code == 200
    for path, count in most.items():
        provider = f"&provider={dr_rivera.pk}" if path in ("mine/", "year/") else ""
        with django_assert_max_num_queries(count):
            assert (
                client.get(f"/reports/{path}?{'' if path == 'forecast/' else MAY}{provider}").status_code
                == 200
            )


def test_a_year_beside_an_empty_one_says_what_was_nothing_and_what_cannot_be_said(
    paid: Claim, ana: User, client_of: ClientOf
) -> None:
    address = "/reports/year/?since=2026-04-01&until=2026-05-31&compare=on"
    page = client_of(ana).get(address).content.decode()
    assert page.count("0 min before") == 1, "minutes logged"
    assert page.count("$0.00 before") == 2, "expected and received"
    assert page.count("nothing to compare with before") == 2, (
        "an hour of no time brings nothing that can be said"
    )
    total = page[page.index("Together") :]
    an_hour = total[total.index('data-label="Expected an hour"') :]
    assert "$0.00" not in an_hour[: an_hour.index("</tr>")]


def test_the_filters_offer_what_the_practice_has_now_with_what_was_chosen(
    paid: Claim, hilltop: Practice, mia: User, client_of: ClientOf
) -> None:
    client = client_of(mia)
    provider = paid.rendering_provider
    chosen = f'<option value="{provider.pk}" selected>{provider}</option>'
    assert chosen not in client.get("/reports/aging/").content.decode()
    assert chosen in client.get(f"/reports/aging/?provider={provider.pk}").content.decode()
    assert chosen not in client.get("/reports/aging/").content.decode()
    make.payer(hilltop, name="Second Mutual")
    page = client.get("/reports/aging/").content.decode()
    assert ">Second Mutual</option>" in page
    wrong = client.get("/reports/aging/?code=9949000").content.decode()
    assert 'value="9949000"' in wrong and "is-wrong" in wrong
    assert "is-wrong" not in client.get("/reports/aging/").content.decode()


def test_no_practice_is_offered_what_another_one_has(
    paid: Claim, mia: User, carol: User, client_of: ClientOf
) -> None:
    ours, theirs = (
        client_of(mia).get("/reports/aging/").content.decode(),
        client_of(carol).get("/reports/aging/").content.decode(),
    )
    names = [f">{paid.rendering_provider}</option>", f">{paid.payer}</option>"]
    assert [(name in ours, name in theirs) for name in names] == [(True, False)] * 2
    wrong = client_of(carol).get(f"/reports/aging/?provider={paid.rendering_provider_id}").content.decode()
    assert "That is not one of this practice." in wrong and str(paid.rendering_provider) not in wrong
