"""Families of the sample: parents, children, and what they said about photos."""

from datetime import date, datetime, timedelta
from typing import Any

from clubs.people.actions import add_child
from clubs.people.models import Child, User
from clubs.safeguarding.actions import decide_for_child
from clubs.safeguarding.enums import Purpose
from website.demo.sample.team import adult

type Household = tuple[User, list[Child]]


def load_families(table: dict[str, Any], now: datetime) -> list[Household]:
    """Every family in the file's order; the first belongs to the sample login."""
    today = now.date()
    return [_family(row, number, today) for number, row in enumerate(table["families"])]


def _family(row: dict[str, Any], number: int, today: date) -> Household:
    parent = adult(row)
    children = []
    for place, entry in enumerate(row["children"]):
        child = add_child(
            by=parent, first_name=entry["first_name"], last_name=entry["last_name"],
            birth_date=_born(entry["age"], number + place, today),
        )  # fmt: skip
        decide_for_child(by=parent, child=child, purpose=Purpose.LEARNING, yes=True)
        if number % 3 == 1:
            decide_for_child(by=parent, child=child, purpose=Purpose.PHOTOS_IN_CLUB, yes=True)
        children.append(child)
    return parent, children


def _born(age: int, number: int, today: date) -> date:
    """A birthday one to two months past: the child is ``age`` today and all through the coming term."""
    birthday = today - timedelta(days=31 + number % 27)
    return date(birthday.year - age, birthday.month, min(birthday.day, 28))
