"""Asking for consent: each question with the reason why, and no as the answer that stands unless changed."""

from collections.abc import Iterable
from typing import Any

from django import forms

from clubs.people.forms import ChildForm
from clubs.people.models import Child

from .consents import standing_yes
from .enums import CHILD_PURPOSES, PHOTO_PURPOSES, Purpose
from .wording import CURRENT


def _question(purpose: Purpose) -> forms.BooleanField:
    wording = CURRENT[purpose]
    return forms.BooleanField(required=False, label=wording.question, help_text=wording.why)


class ConsentsForm(forms.Form):
    """One tick a purpose; unticked is no."""

    def __init__(self, *args: Any, purposes: Iterable[Purpose] = CHILD_PURPOSES, **how: Any) -> None:
        super().__init__(*args, **how)
        self.purposes = list(purposes)
        for purpose in self.purposes:
            self.fields[purpose.value] = _question(purpose)

    @classmethod
    def of(cls, child: Child, purposes: Iterable[Purpose]) -> "ConsentsForm":
        """The form showing what stands for this child."""
        yes = standing_yes(child)
        return cls(initial={purpose.value: purpose in yes for purpose in purposes}, purposes=purposes)

    def consent_fields(self) -> list[forms.BoundField]:
        """Every field: each is a question of consent."""
        return list(self)

    def answers(self) -> dict[Purpose, bool]:
        """Purpose → yes or no, for every purpose asked."""
        return {purpose: bool(self.cleaned_data[purpose.value]) for purpose in self.purposes}


class NewChildForm(ChildForm):
    """A child and what the guardian agrees to, on one page."""

    learning = _question(Purpose.LEARNING)
    photos_in_club = _question(Purpose.PHOTOS_IN_CLUB)
    photos_on_site = _question(Purpose.PHOTOS_ON_SITE)
    photos_in_press = _question(Purpose.PHOTOS_IN_PRESS)

    def about_fields(self) -> list[forms.BoundField]:
        """The fields about the child."""
        return [self[name] for name in ChildForm.base_fields]

    def consent_fields(self) -> list[forms.BoundField]:
        """The questions of consent; from 13 the first is left for the young person."""
        return [self[purpose.value] for purpose in (Purpose.LEARNING, *PHOTO_PURPOSES)]

    def about_child(self) -> dict[str, object]:
        """What ``people.add_child`` asks for."""
        return {name: self.cleaned_data[name] for name in ChildForm.base_fields}

    def answers(self) -> dict[Purpose, bool]:
        """Purpose → yes or no, for every purpose asked."""
        return {
            purpose: bool(self.cleaned_data[purpose.value]) for purpose in (Purpose.LEARNING, *PHOTO_PURPOSES)
        }


class OwnChoiceForm(forms.Form):
    """A young person's own yes or no about lessons, from 13."""

    learning = forms.TypedChoiceField(
        label="Shall we keep an account for you?",
        choices=[("yes", "Yes, keep my programs"), ("no", "No, thank you")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
