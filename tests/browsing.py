"""What a test in a browser waits for: a page that is still, and a product that is before the database is emptied."""

from collections.abc import Callable, Iterable, Iterator
from threading import Condition
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

Start = Callable[..., Any]
App = Callable[[dict[str, Any], Start], Iterable[bytes]]

STILL = """() => {
  const isEndless = (motion) => motion.effect.getComputedTiming().endTime === Infinity;
  return document.readyState === "complete"
    && (window.htmx !== undefined || document.querySelector("script[data-loads]") === null)
    && document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added") === null
    && document.fonts.status === "loaded"
    && document.getAnimations().every((motion) => motion.playState !== "running" || isEndless(motion));
}"""
SIZED = "([width, height]) => innerWidth === width && innerHeight === height"
PATIENCE = 120
KEPT = ("Cache-Control", "max-age=315360000, public, immutable")


def still(page: "Page") -> None:
    """Wait until the page has its scripts and fonts, nothing of it is on its way and nothing moves."""
    page.wait_for_function(STILL)


def sized(page: "Page", width: int, height: int) -> None:
    """Make the window as wide and as high, and wait until the page has been told."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(SIZED, arg=[width, height])


class Door:
    """Stands before the product: closed, it lets nobody in, and is closed once the last has left.

    Files are served as in production, where a browser keeps them: asked for again they took half the time of a page.
    A page asks by itself: for the timer every second, for what a device keeps. Such a request, still under way when the
    test ends, would write into the database of the next.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._inside, self._is_open = 0, True
        self._moved = Condition()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        with self._moved:
            if not self._is_open:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            self._inside += 1
        if environ["PATH_INFO"].startswith("/static/"):
            start_response = _to_be_kept(start_response)
        try:
            answer = self._app(environ, start_response)
        except BaseException:
            self._leave()
            raise
        return _Answer(answer, self._leave)

    def open(self) -> None:
        """Let in again."""
        with self._moved:
            self._is_open = True

    def close(self) -> None:
        """Let nobody in from now on, and come back when nobody is inside."""
        with self._moved:
            self._is_open = False
            assert self._moved.wait_for(lambda: self._inside == 0, PATIENCE), "A request does not end."

    def _leave(self) -> None:
        with self._moved:
            self._inside -= 1
            self._moved.notify_all()


def _to_be_kept(start_response: Start) -> Start:
    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        kept = [KEPT] if status.startswith("200") else []
        return start_response(status, headers + kept, *more)

    return start


class _Answer:
    """An answer that says once when it has been given, whether or not anybody was left to read it."""

    def __init__(self, answer: Iterable[bytes], leave: Callable[[], None]) -> None:
        self._answer, self._leave = answer, leave

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer
        finally:
            self._left()

    def close(self) -> None:
        try:
            closes = getattr(self._answer, "close", None)
            if closes is not None:
                closes()
        finally:
            self._left()

    def _left(self) -> None:
        leave, self._leave = self._leave, lambda: None
        leave()
