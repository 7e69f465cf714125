"""The form of a new token."""

from django import forms


class TokenForm(forms.Form):
    """Where a token will be used."""

    name = forms.CharField(
        max_length=60,
        label="Where will you use it?",
        help_text="For example: laptop at home. It is how you know which one to revoke.",
    )
