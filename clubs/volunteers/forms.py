"""Forms of volunteers and of the safeguarding lead. No field takes a file or free words about a person."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from clubs.volunteers.enums import (
    CHILD_CHECKS,
    CHILD_WORKFORCES,
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
    listed = forms.BooleanField(
        label="List me on the volunteers' page",
        required=False,
        help_text="Your first name, your picture, your skills and your clubs. Nothing else. "
        "Take it back whenever you like.",
    )

    @classmethod
    def of(cls, profile: VolunteerProfile | None, *, listed: bool) -> "ProfileForm":
        """The form filled with what is known."""
        shown = (
            {"picture": profile.picture, "skills": profile.skills} if profile else {"picture": Picture.TURTLE}
        )
        return cls(initial={**shown, "listed": listed})


class CheckForm(forms.Form):
    """A certificate that the safeguarding lead holds in their hand.

    Offers only the levels and workforces that club roles may be asked for:
    asking for any other would be an offence.
    """

    kind = forms.ChoiceField(
        label="Level", choices=[(kind.value, kind.label) for kind in CheckKind if kind in CHILD_CHECKS]
    )
    workforce = forms.ChoiceField(
        label="Workforce",
        choices=[(force.value, force.label) for force in Workforce if force in CHILD_WORKFORCES],
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

    @classmethod
    def blank(cls) -> "CheckForm":
        """An empty form for a certificate seen today."""
        today = timezone.localdate()
        return cls(initial={"seen_on": today, "due_on": today + RENEWED_AFTER})


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
