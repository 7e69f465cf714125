"""Choosing children for a place."""

from typing import Any

from django import forms

from clubs.booking.offerings import Offer
from clubs.booking.rules import fits_age
from clubs.people.models import Child, User
from clubs.people.rules import age_on
from clubs.records.refusals import Refusal


class ChildTicks(forms.CheckboxSelectMultiple):
    """A tick for each child; those the club is not for cannot be ticked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.not_for: set[int] = set()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Make one tick."""
        option = super().create_option(name, value, *args, **kwargs)
        if getattr(value, "value", None) in self.not_for:
            option["attrs"]["disabled"] = True
        return option


class ChildrenField(forms.ModelMultipleChoiceField):
    """The family's children, each with a word on whether the offer is for them."""

    def __init__(self, offer: Offer, **kwargs: Any) -> None:
        self.offer = offer
        super().__init__(**kwargs)

    def label_from_instance(self, child: Child) -> str:
        """The name, and the age on the day where the club is not for it."""
        if _suits(child, self.offer):
            return child.name_shown
        first = self.offer.first
        age = age_on(child.birth_date, first.day)
        club = first.club
        return f"{child.name_shown} (will be {age}; this club is for {club.youngest} to {club.oldest})"


class ChooseChildrenForm(forms.Form):
    """Which children get a place. A single child that can come is ticked already."""

    def __init__(self, *, guardian: User, offer: Offer, data: Any = None) -> None:
        super().__init__(data)
        children = Child.objects.of_guardian(guardian)
        self.fields["child"] = ChildrenField(
            offer=offer,
            queryset=children,
            widget=ChildTicks,
            label="Who is coming?",
            error_messages={"required": "Choose at least one child."},
        )
        suited = [child.pk for child in children if _suits(child, offer)]
        self.fields["child"].widget.not_for = {child.pk for child in children} - set(suited)
        self.has_children, self.has_suited = bool(children), bool(suited)
        if len(suited) == 1:
            self.initial["child"] = suited

    def check_own_family(self) -> None:
        """Raise Refusal ("not_your_child") when a child was named that is not in the family."""
        strange = {"invalid_choice", "invalid_pk_value"}
        problems = self.errors.as_data().get("child", [])
        if any(problem.code in strange for problem in problems):
            raise Refusal(
                "not_your_child",
                "This child is not in your family here.",
                "Go to your family page",
                status=403,
                next_url="/family/",
            )


def _suits(child: Child, offer: Offer) -> bool:
    return all(fits_age(child.birth_date, session) for session in offer.sessions)
