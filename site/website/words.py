"""Django's own messages in this site's voice: short, kind, and saying what to do."""

from django import forms
from django.core.validators import EmailValidator

MESSAGES: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Fill this in"},
    forms.BooleanField: {"required": "Tick this to go on"},
    forms.ChoiceField: {
        "invalid_choice": "Choose one of the answers below",
        "required": "Choose one of these",
    },
    forms.ModelChoiceField: {
        "invalid_choice": "Choose one of the answers below",
        "required": "Choose one of these",
    },
    forms.DateField: {"invalid": "Enter a date, like 27/03/2016"},
    forms.IntegerField: {"invalid": "Enter a whole number, like 12"},
    forms.EmailField: {},
}


def use_our_words() -> None:
    """Put our messages in place of Django's; called once at start-up, before any form is made."""
    for field, messages in MESSAGES.items():
        field.default_error_messages = {**vars(field).get("default_error_messages", {}), **messages}
    EmailValidator.message = "Enter an e-mail address, like name@example.org"
