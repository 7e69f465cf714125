"""The card page, and the page where a club makes cards."""

from typing import Any

from django import forms

from clubs.people.models import Child

from .actions import CardWish, suggest_nickname
from .models import Club
from .pictures import PICTURE_CHOICES


class CardForm(forms.Form):
    """A card, typed: club, nickname, picture, word."""

    club = forms.ModelChoiceField(
        queryset=Club.objects.none(), label="Your club", to_field_name="slug", empty_label="Choose your club"
    )
    nickname = forms.CharField(
        max_length=24,
        label="Your nickname",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}
        ),
    )
    picture = forms.ChoiceField(
        label="Your picture",
        choices=PICTURE_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Tap the picture on your card."},
    )
    word = forms.CharField(
        max_length=24,
        label="Your word",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        clubs = self.fields["club"]
        assert isinstance(clubs, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        clubs.queryset = Club.objects.listed()


class LessonsForm(forms.Form):
    """How a club's children learn."""

    own_notebooks = forms.BooleanField(
        required=False,
        label="Children of 13 and over may open their own work in Notebook",
        help_text=(
            "Jupyter Notebook is the page that programmers use. It has no big buttons and no hints. "
            "Each child keeps the lesson room as well."
        ),
    )


class MakeCardsForm(forms.Form):
    """For each child of the club: make a card or not, with which nickname and picture."""

    def __init__(self, *args: Any, club: Club, children: list[Child], **how: Any) -> None:
        super().__init__(*args, **how)
        self.club = club
        self.children = {child.pk: child for child in children}
        held = {card.child_id: card for card in club.cards.in_hand()}
        for child in children:
            self._ask_about(child, held.get(child.pk))

    def _ask_about(self, child: Child, card: Any) -> None:
        name = child.name_shown
        self.fields[f"make-{child.pk}"] = forms.BooleanField(
            required=False, initial=card is None, label=f"A new card for {name}"
        )
        self.fields[f"nickname-{child.pk}"] = forms.CharField(
            required=False,
            max_length=24,
            label=f"Nickname of {name}",
            initial=card.nickname if card else suggest_nickname(self.club, child),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields[f"picture-{child.pk}"] = forms.ChoiceField(
            required=False,
            label=f"Picture of {name}",
            choices=[("", "any"), *PICTURE_CHOICES],
            initial=card.picture if card else "",
        )
        child.card_in_hand = card  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[Child, Any, Any, Any]]:
        """Child, tick, nickname, picture: what a row of the table shows."""
        return [
            (child, self[f"make-{pk}"], self[f"nickname-{pk}"], self[f"picture-{pk}"])
            for pk, child in self.children.items()
        ]

    def clean(self) -> dict[str, Any]:
        """At least one card must be asked for."""
        cleaned = super().clean() or self.cleaned_data
        if not self.wishes():
            raise forms.ValidationError("Tick at least one child.")
        return cleaned

    def wishes(self) -> list[CardWish]:
        """The cards asked for."""
        said = self.cleaned_data
        return [
            CardWish(child, said.get(f"nickname-{pk}", ""), said.get(f"picture-{pk}", ""))
            for pk, child in self.children.items()
            if said.get(f"make-{pk}")
        ]
