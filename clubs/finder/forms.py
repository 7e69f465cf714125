"""What a family may look for."""

from django import forms

from clubs.finder.postcodes import Spot, locate
from clubs.finder.search import Wish
from clubs.people.rules import OLDEST, YOUNGEST
from clubs.timetable.enums import Weekday


class FinderForm(forms.Form):
    """A wish; every field may stay empty. It is sent by POST, so that no postcode stands in an address."""

    where = forms.CharField(
        required=False,
        max_length=10,
        label="Your postcode",
        help_text="Or its first half, like NW1. We do not keep it.",
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "size": 10, "spellcheck": "false"}),
    )
    age = forms.IntegerField(
        required=False,
        min_value=YOUNGEST,
        max_value=OLDEST,
        label="Your child's age",
        error_messages={
            "min_value": f"Clubs are for children from {YOUNGEST} to {OLDEST}.",
            "max_value": f"Clubs are for children from {YOUNGEST} to {OLDEST}.",
            "invalid": "Write the age as a number, like 9.",
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    day = forms.TypedChoiceField(
        required=False,
        label="Day",
        choices=[("", "Any day"), *Weekday.choices],
        coerce=int,
        empty_value=None,
    )
    free_now = forms.BooleanField(required=False, label="Places free now")
    step_free = forms.BooleanField(required=False, label="Step-free")

    def clean_where(self) -> Spot | None:
        """Say at once when a postcode is not one of ours."""
        typed = self.cleaned_data["where"]
        if not typed.strip():
            return None
        spot = locate(typed)
        if spot is None:
            raise forms.ValidationError(
                "We do not know that postcode. Check it, or try only its first half, like NW1."
            )
        return spot

    def wish(self) -> Wish:
        """Return what was understood; what was not is left out."""
        asked = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if name != "where"}
        spot = getattr(self, "cleaned_data", {}).get("where")
        return Wish(spot=spot, **asked)
