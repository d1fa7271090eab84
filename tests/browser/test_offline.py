"""The installed application in a real browser: it logs without a network, comes back and sends everything once."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from apps.patients.models import Patient
from apps.practice.models import User
from apps.timelog.models import Capture, EntryVersion, TimeEntry, Timer
from tests.browser.axe import findings, sideways
from tests.browser.test_pages_axe import signs_in
from tests.browsing import sized
from tests.builders import PASSWORD
from tests.processes import wait_until

__all__ = ["signs_in"]

NEW = "another long passphrase 77"
SignsIn = Callable[[Page, str], None]
# What the device keeps under a name; nothing before the worker has everything for a time without a network.
KEPT = """async ([name, before]) => {
  await navigator.serviceWorker.ready;
  const { kept, owner } = await import("/static/js/offline-store.js");
  return owner() && owner() !== before ? await kept(name) : null;
}"""


# Asks who is signed in, and keeps the promise of the answer.
LEARN = """() => {
  window.learned = import("/static/js/offline-sync.js").then((sync) => sync.learn());
}"""


def keeps(page: Page, name: str, *, before: str | None = None) -> None:
    """Wait until the device keeps something under `name`, for somebody else than the owner `before`."""
    # `wait_for_function` takes the promise of an asynchronous function for its answer and waits for nothing.
    wait_until(lambda: page.evaluate(KEPT, [name, before]) is not None, what=f"the device's {name}")


@pytest.fixture
def device(
    browser_page: Page, ana: User, jane: Patient, mark: Patient, signs_in: SignsIn, console_errors: list[str]
) -> Iterator[Page]:
    """Ana's phone, ready for a time without a network."""
    sized(browser_page, 360, 740)
    signs_in(browser_page, "ana")
    browser_page.goto("/patients/")
    keeps(browser_page, "learned")
    yield browser_page
    browser_page.context.set_offline(False)
    # A browser logs every request that found no network.
    console_errors[:] = [each for each in console_errors if "ERR_INTERNET_DISCONNECTED" not in each]


def is_sent(page: Page) -> None:
    """Wait until the page says that nothing is left; it may have been sent before it was asked to."""
    expect(page.get_by_text(re.compile(r"Nothing waits here\.|Everything is sent\."))).to_be_visible()


def log_minutes(page: Page, whom: str, minutes: str) -> None:
    form = page.get_by_role("region", name="Already done")
    form.get_by_label("Patient").select_option(label=whom)
    form.get_by_label("Activity").select_option("documentation")
    form.get_by_label("Minutes").fill(minutes)
    form.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Waits for a network.").first).to_be_visible()


def test_what_was_logged_without_a_network_arrives_once_after_a_reload(device: Page) -> None:
    device.context.set_offline(True)
    device.goto("/today/")
    expect(device.get_by_role("heading", name="Log without a network")).to_be_visible()
    log_minutes(device, "JD · born 1940", "12")
    assert (findings(device), sideways(device)) == ([], 0)
    device.reload()
    expect(device.get_by_text("0:12:00 · JD · born 1940")).to_be_visible()
    expect(device.locator("[data-when]")).to_have_text(re.compile(r"^\d{1,2} [A-Z][a-z]{2,3} \d{4}$"))
    assert not TimeEntry.objects.exists()
    device.context.set_offline(False)
    device.goto("/today/")
    wait_until(TimeEntry.objects.exists, what="the entry")
    expect(device.get_by_text("not sent")).to_be_hidden()
    version = EntryVersion.objects.get()
    assert (version.seconds, version.capture) == (720, Capture.OFFLINE)
    device.goto("/offline/")
    # The page may have gone before it heard that the entry had arrived; it then asks again, which changes nothing.
    is_sent(device)
    assert TimeEntry.objects.count() == 1


def test_a_timer_that_ran_when_the_network_went_is_stopped_without_it(device: Page) -> None:
    began = time.monotonic()
    device.get_by_role("button", name="Start timer for Doe").click()
    expect(device.get_by_label("Running timer")).to_be_visible()
    keeps(device, "timer")
    device.context.set_offline(True)
    device.goto("/patients/")
    device.get_by_role("button", name="Stop").click()
    expect(device.get_by_text("Waits for a network.")).to_be_visible()
    took = time.monotonic() - began
    device.context.set_offline(False)
    device.get_by_role("button", name="Send now").click()
    is_sent(device)
    version = EntryVersion.objects.get()
    assert (version.capture, version.seconds <= took + 1) == (Capture.OFFLINE, True)
    assert not Timer.objects.exists()


def test_a_timer_begun_without_a_network_goes_on_at_the_server(device: Page) -> None:
    device.context.set_offline(True)
    device.goto("/today/")
    timer = device.get_by_role("region", name="Timer")
    timer.get_by_label("Patient").select_option(label="MR · born 1940")
    timer.get_by_role("button", name="Start now").click()
    expect(device.get_by_role("timer")).to_be_visible()
    device.reload()
    expect(device.get_by_role("timer")).to_be_visible()
    device.context.set_offline(False)
    device.goto("/today/")
    wait_until(Timer.objects.exists, what="the timer")
    assert Timer.objects.get().patient.last_name == "Roe"


def test_nobody_signs_out_with_something_unsent_and_then_everything_is_cleared(
    device: Page, jane: Patient
) -> None:
    device.context.set_offline(True)
    device.goto("/today/")
    log_minutes(device, "JD · born 1940", "5")
    Patient.objects.filter(pk=jane.pk).update(died_on="2020-01-01")
    device.context.set_offline(False)
    device.goto("/patients/")
    expect(device.get_by_text("1 not sent")).to_be_visible()
    device.get_by_role("button", name="Menu").click()
    device.get_by_role("button", name="Sign out").click()
    expect(device.get_by_role("heading", name="Log without a network")).to_be_visible()
    expect(device.get_by_text("You are still signed in.")).to_be_focused()
    expect(device.get_by_text("is after the patient's death")).to_be_visible()
    expect(device.get_by_text("1 of 1 need a decision of yours.")).to_be_visible()
    device.on("dialog", lambda dialog: dialog.accept())
    device.get_by_role("button", name="Discard it").click()
    expect(device.get_by_text("nothing", exact=True)).to_be_visible()
    device.goto("/patients/")
    device.get_by_role("button", name="Menu").click()
    device.get_by_role("button", name="Sign out").click()
    expect(device.get_by_label("E-mail address")).to_be_visible()
    left = "async () => (await indexedDB.databases()).length"
    wait_until(lambda: device.evaluate(left) == 0, what="the clearing of the device")
    assert device.evaluate("localStorage.getItem('careminutes-owner')") is None


def test_an_answer_that_comes_after_signing_out_brings_nobody_back(device: Page) -> None:
    late = """async () => {
      const store = await import("/static/js/offline-store.js");
      const key = store.owner(), leftBefore = store.left(), found = [];
      await store.leave("first");
      await store.belongTo(key, { signIn: "first", leftBefore });
      found.push(store.owner());
      await store.belongTo(key, { signIn: "first", leftBefore: store.left() });
      found.push(store.owner());
      await store.belongTo(key, { signIn: "second", leftBefore: store.left() });
      return [...found, store.owner() === key];
    }"""
    assert device.evaluate(late) == [None, None, True]


def test_an_answer_to_another_window_brings_nobody_back_after_signing_out(
    device: Page, signs_in: SignsIn
) -> None:
    other = device.context.new_page()
    other.goto("/today/")
    keeps(other, "learned")
    held: list[tuple[Route, APIResponse]] = []
    other.route("**/offline/state/", lambda route: held.append((route, route.fetch())))
    other.evaluate(LEARN)
    wait_until(lambda: other.evaluate("true") and bool(held), what="the answer that is held back")
    device.get_by_role("button", name="Menu").click()
    device.get_by_role("button", name="Sign out").click()
    expect(device.get_by_label("E-mail address")).to_be_visible()
    for route, answer in held:
        route.fulfill(response=answer)
    assert other.evaluate("learned.then((state) => [state, localStorage.getItem('careminutes-owner')])") == [
        None,
        None,
    ]
    other.close()
    signs_in(device, "ana")
    device.goto("/patients/")
    keeps(device, "learned")


def test_a_window_from_before_a_new_password_ends_the_sign_in_after_it(
    device: Page,
) -> None:
    old = device.context.new_page()
    old.goto("/patients/")
    keeps(old, "learned")
    device.goto("/accounts/password/change/")
    for name, words in (("oldpassword", PASSWORD), ("password1", NEW), ("password2", NEW)):
        device.locator(f"[name={name}]").fill(words)
    device.get_by_role("button", name="Change the password").click()
    expect(device.get_by_text("The password is changed.")).to_be_visible()
    device.goto("/today/")
    assert device.locator("[data-sign-in]").get_attribute("data-sign-in") != old.locator(
        "[data-sign-in]"
    ).get_attribute("data-sign-in")
    held: list[Route] = []
    old.route("**/accounts/logout/", lambda route: held.append(route))
    old.get_by_role("button", name="Menu").click()
    old.get_by_role("button", name="Sign out").click(no_wait_after=True)
    wait_until(lambda: device.evaluate("true") and bool(held), what="the sign-out that is on its way")
    device.evaluate(LEARN)
    assert device.evaluate("learned.then((state) => [state, localStorage.getItem('careminutes-owner')])") == [
        None,
        None,
    ]
    held[0].continue_()
    expect(old.get_by_label("E-mail address")).to_be_visible()
    old.close()


def test_a_sign_in_that_went_on_after_signing_out_failed_is_known_again(device: Page) -> None:
    sign_in = device.locator("[data-sign-in]").get_attribute("data-sign-in")
    left_before = """async (signIn) => {
      await (await import("/static/js/offline-store.js")).leave(signIn);
      localStorage.setItem("careminutes-left-at", Date.now() - 60_000);
      return localStorage.getItem("careminutes-owner");
    }"""
    assert device.evaluate(left_before, sign_in) is None
    device.goto("/patients/")
    keeps(device, "learned")


def test_somebody_else_on_the_device_neither_sees_nor_sends_what_waits(
    device: Page, ben: User, dr_okafor: object, signs_in: SignsIn
) -> None:
    device.context.set_offline(True)
    device.goto("/today/")
    log_minutes(device, "JD · born 1940", "7")
    anas = device.evaluate("localStorage.getItem('careminutes-owner')")
    device.goto("about:blank")
    device.context.clear_cookies()
    device.context.set_offline(False)
    signs_in(device, "ben")
    device.goto("/patients/")
    keeps(device, "learned", before=anas)
    expect(device.get_by_text("not sent")).to_be_hidden()
    device.goto("/offline/")
    expect(device.get_by_text("Nothing waits here.")).to_be_visible()
    assert not TimeEntry.objects.exists()
    device.goto("about:blank")
    device.context.clear_cookies()
    signs_in(device, "ana")
    device.goto("/patients/")
    wait_until(TimeEntry.objects.exists, what="the entry")
    assert EntryVersion.objects.get().recorded_by_id != ben.pk


def test_what_stands_in_one_window_is_not_kept_for_who_signs_in_in_another(
    device: Page, ben: User, dr_okafor: object, signs_in: SignsIn
) -> None:
    anas = device.evaluate("localStorage.getItem('careminutes-owner')")
    device.goto("/offline/")
    is_sent(device)
    form = device.get_by_role("region", name="Already done")
    form.get_by_label("Patient").select_option(label="JD · born 1940")
    form.get_by_label("Minutes").fill("7")
    device.context.clear_cookies()  # Ana's session ends by itself
    other = device.context.new_page()
    signs_in(other, "ben")
    other.goto("/patients/")
    keeps(other, "learned", before=anas)
    expect(form.get_by_label("Minutes")).to_have_value("")
    other.close()


def test_nothing_of_a_patient_is_in_the_cache(device: Page) -> None:
    device.goto("/today/")
    kept = device.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
          }
          return found;
        }"""
    )
    assert kept
    assert {path for path in kept if not path.startswith("/static/")} == {"/offline/"}
    assert "Doe" not in device.evaluate("fetch('/offline/').then((answer) => answer.text())")
