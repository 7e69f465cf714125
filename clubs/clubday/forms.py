"""Changing one date of a club."""

from django import forms
from django.db.models import TextChoices


class Change(TextChoices):
    """What a lead may do with a date that is going ahead."""

    SKIP = "skip", "Take a break that day: it can be put back later"
    CANCEL = "cancel", "Call it off for good"


class ChangeDateForm(forms.Form):
    """Skip or cancel, and the reason families will read."""

    what = forms.ChoiceField(label="What happens", choices=Change, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why",
        max_length=120,
        help_text="Families read this. A few words: “half term”, “the boiler is being mended”.",
    )

    @property
    def change(self) -> Change:
        """What was chosen; call on a form that is valid."""
        return Change(self.cleaned_data["what"])
