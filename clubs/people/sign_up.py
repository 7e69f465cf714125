"""What we ask of an adult who makes an account. An e-mail field is added by allauth."""

from django import forms
from django.http import HttpRequest

from .models import User


class SignUpForm(forms.Form):
    """A name, so that the club knows whom to greet. allauth stores both fields."""

    field_order = ["first_name", "last_name", "email"]

    first_name = forms.CharField(
        max_length=80,
        label="Your first name",
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        max_length=80,
        label="Your last name",
        help_text="So that the club's lead knows who is bringing a child.",
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth calls this with the saved account; names are stored already."""
