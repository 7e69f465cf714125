"""How every form of the site is drawn: label, hint and message, tied together for screen readers."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws ``{{ form }}`` and ``{{ field.as_field_group }}`` by templates/forms/; widgets stay Django's own.

    Wagtail's admin draws its own forms field by field, so it is untouched.
    """

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
