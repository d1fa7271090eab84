"""Ask a server for a while over several connections at once, as signed-in physicians do, and count what it took."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle, takewhile
from time import perf_counter, sleep
from typing import NamedTuple
from uuid import uuid4

from bench._processors import spent, times

ROUNDS = 5


@dataclass
class Physician:
    """Somebody who logs: the headers of a signed-in browser, patients, which minute comes next, whose queue waits."""

    headers: dict[str, str]
    patients: list[int]
    minutes: Iterator[int]
    owner: str


class Asked(NamedTuple):
    """A request, and what its answer has to be; `never` stands in none that is right."""

    path: str
    said: Mapping[str, object]
    status: int
    never: bytes = b"Traceback"


Request = Callable[[Physician], Asked]
# A request and its floor.
Pair = tuple[Request, Request]
# Who asks next over the connection of that number.
Turns = Callable[[int], Iterator[Physician]]


@dataclass
class Taken:
    """What some requests took: the seconds that went by, and processor seconds by whose they were."""

    asked: int = 0
    seconds: float = 0.0
    processors: dict[str, float] = field(default_factory=dict)

    def add(self, other: "Taken") -> None:
        """Count the requests of `other` too."""
        self.asked += other.asked
        self.seconds += other.seconds
        for who, more in other.processors.items():
            self.processors[who] = self.processors.get(who, 0.0) + more

    @property
    def rate(self) -> float:
        """Requests answered a second."""
        return self.asked / self.seconds

    @property
    def work(self) -> float:
        """Processor seconds of a request, whoever spent them."""
        return sum(self.processors.values()) / self.asked

    @property
    def shares(self) -> str:
        """How much of that was whose."""
        return ", ".join(f"{who} {1000 * spent / self.asked:.2f}" for who, spent in self.processors.items())


@dataclass
class Measure:
    """Asks for a while over several connections and counts what was answered."""

    port: int
    server: int
    physicians: list[Physician]
    seconds: float
    connections: int

    def beside(self, request: Request, floor: Request) -> tuple[Taken, Taken]:
        """Give what requests took, and the floor's, by turns: what else the machine does meets both."""
        taken = Taken(), Taken()
        for each in (request, floor):
            self._ask_for(each, min(1.5, self.seconds))
        for _ in range(ROUNDS):
            for place, each in enumerate((request, floor)):
                taken[place].add(self._ask_for(each, self.seconds / ROUNDS))
        return taken

    def in_turn(self, start: Pair, stop: Pair) -> tuple[tuple[Taken, Taken], tuple[Taken, Taken]]:
        """Give what two requests took that everybody sends in turn, a second apart, each with its floor's.

        A floor is asked for as often and in the same way. A first round warms up, as `beside` does.
        """
        taken = (Taken(), Taken()), (Taken(), Taken())
        for turn in range(1 + ROUNDS):
            for place, (request, floor) in enumerate((start, stop)):
                least, own = self._ask_each(floor), self._ask_each(request)
                sleep(1.1)
                if turn:
                    taken[place][0].add(own)
                    taken[place][1].add(least)
        return taken

    def _ask_for(self, request: Request, length: float) -> Taken:
        """Ask until the time is over, and give what that took."""
        until = perf_counter() + length

        def turns(number: int) -> Iterator[Physician]:
            own = self.physicians[number :: self.connections]
            return takewhile(lambda _: perf_counter() < until, cycle(own))

        return self._ask_all(request, turns)

    def _ask_each(self, request: Request) -> Taken:
        """Ask once for everybody, whichever connection is free taking the next, and give what that took."""
        waiting = iter(self.physicians)
        return self._ask_all(request, lambda _: waiting)

    def _ask_all(self, request: Request, turns: Turns) -> Taken:
        """Ask over all connections at once until each is out of turns, and give what that took."""
        counts, faults = [0] * self.connections, list[str]()
        before, begun = times(self.server), perf_counter()
        threads = [
            threading.Thread(target=self._one, args=(number, request, turns, counts, faults))
            for number in range(self.connections)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        taken, after = perf_counter() - begun, times(self.server)
        if faults:
            raise RuntimeError(faults[0])
        return Taken(sum(counts), taken, spent(before, after))

    def _one(self, number: int, request: Request, turns: Turns, counts: list[int], faults: list[str]) -> None:
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        for who in turns(number):
            if faults:
                break
            asked = request(who)
            headers = {**who.headers, "Idempotency-Key": str(uuid4())}
            status, answer = ask(line, "POST", asked.path, json.dumps(asked.said), headers)
            if status != asked.status or asked.never in answer:
                faults.append(f"{asked.path} answered {status}: {answer[:300]!r}")
            counts[number] += 1
        line.close()


def ask(
    line: HTTPConnection,
    method: str,
    path: str,
    body: str | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, bytes]:
    """Send a request over an open connection, and give the status and the body of its answer."""
    line.request(method, path, body, headers or {})
    answer = line.getresponse()
    return answer.status, answer.read()
