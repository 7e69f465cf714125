"""Forms about families, in plain words, each field saying why it is asked."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from clubs.records.refusals import Refusal

from .enums import Role
from .models import Child, User
from .rules import check_birth_date


class ChildForm(forms.Form):
    """What we ask about a child, and nothing else (R1)."""

    first_name = forms.CharField(
        max_length=80, label="First name", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    last_name = forms.CharField(
        max_length=80,
        label="Last name",
        help_text="For the club's register. It is never shown on your child's own pages.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    preferred_name = forms.CharField(
        max_length=80,
        required=False,
        label="What they like to be called",
        help_text="If it is not their first name. Volunteers will use it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_date = forms.DateField(
        label="Date of birth",
        help_text="So that we show clubs for their age and have enough adults there.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day like 27/03/2016."},
    )

    @classmethod
    def of(cls, child: Child, **how: Any) -> "ChildForm":
        """The form filled with what we know of this child."""
        return cls(initial={name: getattr(child, name) for name in cls.base_fields}, **how)

    def about_fields(self) -> list[forms.BoundField]:
        """Every field: all are about the child."""
        return list(self)

    def clean_birth_date(self) -> date:
        """Say at once, beside the field, what the rule would say later."""
        birth_date: date = self.cleaned_data["birth_date"]
        try:
            check_birth_date(birth_date, timezone.localdate())
        except Refusal as refusal:
            raise forms.ValidationError(f"{refusal.message} {refusal.next_step}") from refusal
        return birth_date


class DetailsForm(forms.Form):
    """An adult's own name and telephone."""

    first_name = forms.CharField(
        max_length=80, label="First name", widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        max_length=80, label="Last name", widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    telephone = forms.RegexField(
        regex=r"^[0-9+() ]{7,20}$",
        required=False,
        label="Telephone",
        help_text="So that the club can ring you if your child needs you. Nobody else sees it.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"invalid": "Use numbers and spaces only, like 020 7946 0000."},
    )

    @classmethod
    def of(cls, user: User) -> "DetailsForm":
        """The form filled with what we know of this adult."""
        return cls(initial={name: getattr(user, name) for name in cls.base_fields})


class TelephoneAdultForm(DetailsForm):
    """An adult without e-mail, registered by staff while they are on the telephone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["telephone"].required = True
        self.fields["telephone"].help_text = "The one way we can reach them."


class GrantRoleForm(forms.Form):
    """Whom to give which borough-wide role."""

    email = forms.EmailField(label="Their e-mail address", help_text="They need an account here first.")
    role = forms.ChoiceField(label="Role", choices=Role)

    def clean_email(self) -> User:
        """The adult with this address."""
        try:
            return User.objects.get_by_natural_key(self.cleaned_data["email"])
        except User.DoesNotExist as missing:
            raise forms.ValidationError("Nobody has an account with this address.") from missing

    def role_chosen(self) -> Role:
        """The role as chosen; call on a form that is valid."""
        return Role(self.cleaned_data["role"])
