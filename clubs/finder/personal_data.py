"""The finder keeps nothing about anybody: a search is answered and forgotten."""

from clubs.finder.models import Postcode
from clubs.records.personal_data import nothing_personal

nothing_personal(Postcode)
