"""A mark on the register."""

from django import forms

from clubs.clubday.enums import Mark
from clubs.records.refusals import Refusal


class MarkForm(forms.Form):
    """Which child, and what about it; sent by the register's own buttons."""

    child = forms.IntegerField(min_value=1)
    mark = forms.ChoiceField(choices=Mark)

    def check_understood(self) -> None:
        """Raise Refusal ("mark_unknown") for anything but what the buttons send."""
        if not self.is_valid():
            raise Refusal(
                "mark_unknown", "That mark was not understood.", "Open the register again.", status=422
            )
