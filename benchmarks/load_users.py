"""Advisers at work, for locust: each opens their list, filters it, and opens cases of it, a few seconds apart."""

import json
import os
import random
import re
from itertools import count

from locust import HttpUser, between, task

CASE = re.compile(r'href="(/adviser/case/\d+/)')
SESSIONS = os.environ.get("STAFETT_LOAD_SESSIONS", "").split(",")
PLACES = json.loads(os.environ.get("STAFETT_LOAD_PLACES", "[]"))
"""Of persons, leaders and issuers: the cookie of each, and what they read, by name and address."""
FILTERS = ("deadline=past", "kind=confirm", "segment=needs_mapping", "weeks_from=12&weeks_until=26", "grade=graded")
_next = count()


class AtTheTable(HttpUser):
    """A person, a leader or an issuer, who goes from page to page of their own."""

    wait_time = between(1, 5)
    fixed_count = len(PLACES)

    def on_start(self) -> None:
        number = next(_next)
        self.chance = random.Random(number)  # noqa: S311 - what to read next is no secret
        session, self.pages = PLACES[number % len(PLACES)]
        name, _, value = session.partition("=")
        self.client.cookies.set(name, value)
        self.read()

    @task
    def read(self) -> None:
        """One of their pages."""
        name, address = self.chance.choice(self.pages)
        self.client.get(address, name=name)


class Adviser(HttpUser):
    """Somebody with a list of their own, who reads what they open."""

    wait_time = between(1, 5)

    def on_start(self) -> None:
        number = next(_next)
        self.chance = random.Random(number)  # noqa: S311 - whom to open next is no secret
        name, _, session = SESSIONS[number % len(SESSIONS)].partition("=")
        self.client.cookies.set(name, session)
        self.cases = [""]
        self.mine()

    @task(4)
    def mine(self) -> None:
        """The list one starts the day on."""
        page = self.client.get("/adviser/", name="list: mine")
        self.cases = CASE.findall(page.text) or self.cases

    @task(2)
    def unit(self) -> None:
        """All of the unit's."""
        self.client.get("/adviser/?list=unit", name="list: unit")

    @task(2)
    def filtered(self) -> None:
        """Some of the unit's."""
        self.client.get(f"/adviser/?list=unit&{self.chance.choice(FILTERS)}", name="list: filtered")

    @task(4)
    def case(self) -> None:
        """One of those on the list."""
        if self.cases[0]:
            self.client.get(self.chance.choice(self.cases), name="case")
