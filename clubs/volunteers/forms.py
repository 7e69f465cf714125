"""Forms of volunteers and of the safeguarding lead. No field takes a file or free words about a person."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from clubs.safeguarding.enums import Purpose
from clubs.safeguarding.wording import CURRENT
from clubs.volunteers.enums import (
    ELIGIBLE_CHECKS,
    ELIGIBLE_WORKFORCES,
    CheckKind,
    CheckOutcome,
    Picture,
    Skill,
    Workforce,
)
from clubs.volunteers.models import ClearanceRecord, VolunteerProfile

# The borough's renewal interval: custom, not law.
RENEWED_AFTER = timedelta(days=3 * 365)


def day_field(label: str, *, required: bool = True, **more: Any) -> forms.DateField:
    """A day, picked or typed."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


class ProfileForm(forms.Form):
    """What a volunteer shows of themselves, and whether to everyone."""

    picture = forms.ChoiceField(label="Your picture", choices=Picture, widget=forms.RadioSelect)
    skills = forms.MultipleChoiceField(
        label="What you can bring", choices=Skill, required=False, widget=forms.CheckboxSelectMultiple
    )
    listed = forms.TypedChoiceField(
        label=CURRENT[Purpose.VOLUNTEER_LISTING].question,
        choices=[("yes", "Yes, list me"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        help_text=f"{CURRENT[Purpose.VOLUNTEER_LISTING].why} Take it back whenever you like.",
    )

    @classmethod
    def of(cls, profile: VolunteerProfile | None, *, listed: bool) -> "ProfileForm":
        """The form filled with what is known."""
        shown = (
            {"picture": profile.picture, "skills": profile.skills} if profile else {"picture": Picture.TURTLE}
        )
        return cls(initial={**shown, "listed": "yes" if listed else "no"})


class CheckForm(forms.Form):
    """A certificate that the safeguarding lead holds in their hand.

    Offers only the levels and workforces that the volunteer's role may be
    asked for: asking for any other would be an offence.
    """

    kind = forms.ChoiceField(label="Level")
    workforce = forms.ChoiceField(
        label="Workforce",
        choices=[(force.value, force.label) for force in Workforce if force in ELIGIBLE_WORKFORCES],
    )
    number = forms.RegexField(
        regex=r"^[0-9]{12}$",
        label="Certificate number",
        help_text="Twelve digits. It is kept encrypted; only the last four are shown.",
        error_messages={"invalid": "A certificate number has twelve digits."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    issued_on = day_field("Issued on")
    seen_on = day_field("Seen on", help_text="The day you saw the certificate yourself.")
    outcome = forms.ChoiceField(label="Outcome", choices=CheckOutcome)
    update_service_consent = forms.BooleanField(
        label="May be looked up in the Update Service", required=False
    )
    due_on = day_field("Next due on")

    def __init__(self, *args: Any, leads: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - for the type checker
        kind.choices = [(one.value, one.label) for one in CheckKind if one in ELIGIBLE_CHECKS[leads]]

    @classmethod
    def blank(cls, *, leads: bool) -> "CheckForm":
        """An empty form for a certificate seen today."""
        today = timezone.localdate()
        return cls(initial={"seen_on": today, "due_on": today + RENEWED_AFTER}, leads=leads)


class ClearancesForm(forms.Form):
    """The other gates, as days."""

    identity_seen_on = day_field("Identity seen on", required=False)
    adult_from = day_field(
        "18 since", required=False, help_text="Their eighteenth birthday, from the identity you saw."
    )
    first_reference_on = day_field("First reference", required=False)
    second_reference_on = day_field("Second reference", required=False)
    training_done_on = day_field("Safeguarding training done", required=False)
    training_due_on = day_field("Training due again", required=False)
    conduct_signed_on = day_field("Code of conduct signed", required=False)
    conduct_version = forms.CharField(label="Its version", required=False, max_length=20)

    @classmethod
    def of(cls, record: ClearanceRecord | None) -> "ClearancesForm":
        """The form filled with what is known."""
        return cls(initial={name: getattr(record, name) for name in cls.base_fields} if record else None)
