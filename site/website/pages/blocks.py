"""The pieces editors build pages from; each has its template in templates/blocks/pieces/."""

from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from clubs.records.personal_data import declarations
from website.pages.illustrations import ILLUSTRATIONS

# What a paragraph may hold: enough to write well, nothing that breaks a page's order.
TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class HeadingBlock(blocks.StructBlock):
    """A heading below the page's title."""

    text = blocks.CharBlock(max_length=100)
    level = blocks.ChoiceBlock(choices=[("2", "Section"), ("3", "Part of a section")], default="2")

    class Meta:
        icon = "title"
        template = "blocks/pieces/heading.html"


class PictureBlock(blocks.StructBlock):
    """A photograph or drawing, never without words for those who cannot see it."""

    image = ImageChooserBlock()
    alt = blocks.CharBlock(
        max_length=200,
        label="What it shows",
        help_text="Read aloud to those who cannot see it. Say what matters: 'Two girls laugh at a robot'.",
    )
    caption = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "image"
        template = "blocks/pieces/picture.html"


class IllustrationBlock(blocks.StructBlock):
    """One of the site's own drawings."""

    name = blocks.ChoiceBlock(choices=ILLUSTRATIONS)

    class Meta:
        icon = "image"
        template = "blocks/pieces/illustration.html"


class CallToActionBlock(blocks.StructBlock):
    """The one thing to do next, as a button."""

    text = blocks.CharBlock(max_length=60, help_text="Start with a verb: 'Find a club near you'.")
    page = blocks.PageChooserBlock(required=False)
    address = blocks.URLBlock(required=False, help_text="Only if it is not a page of this site.")

    class Meta:
        icon = "link"
        template = "blocks/pieces/call_to_action.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's own words; of a child, the first name at most."""

    text = blocks.TextBlock()
    who = blocks.CharBlock(max_length=80, help_text="For a child: first name and age at most, with consent.")

    class Meta:
        icon = "openquote"
        template = "blocks/pieces/quote.html"


class FactBlock(blocks.StructBlock):
    """One fact: a label and what it is."""

    label = blocks.CharBlock(max_length=60)
    text = blocks.CharBlock(max_length=200)


class StepBlock(blocks.StructBlock):
    """One step of a how-to."""

    title = blocks.CharBlock(max_length=60)
    text = blocks.TextBlock()
    illustration = blocks.ChoiceBlock(choices=ILLUSTRATIONS, required=False)


class AnswerBlock(blocks.StructBlock):
    """A question that opens to its answer."""

    question = blocks.CharBlock(max_length=120)
    answer = blocks.RichTextBlock(features=TEXT_FEATURES)


class ContactBlock(blocks.StructBlock):
    """How to reach somebody."""

    title = blocks.CharBlock(max_length=80)
    email = blocks.EmailBlock(required=False)
    telephone = blocks.CharBlock(max_length=30, required=False)
    hours = blocks.CharBlock(max_length=80, required=False)

    class Meta:
        icon = "mail"
        template = "blocks/pieces/contact.html"


class MakeBlock(blocks.StructBlock):
    """Something children make at the clubs."""

    title = blocks.CharBlock(max_length=60)
    text = blocks.CharBlock(max_length=160)
    illustration = blocks.ChoiceBlock(choices=ILLUSTRATIONS)


class PersonalDataBlock(blocks.StaticBlock):
    """All that the site holds about people, from its own register."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds ``declarations``: each with title, purposes (name, why), audience, keep and basis in words."""
        entries = [
            {
                "title": entry.model._meta.verbose_name,
                "purposes": [
                    (getattr(entry.model._meta.get_field(name), "verbose_name", name), why)
                    for name, why in entry.fields.items()
                ],
                "audience": entry.audience,
                "keep": entry.keep.words,
                "basis": entry.basis,
            }
            for entry in declarations()
            if entry.fields
        ]
        return {**super().get_context(value, parent_context), "declarations": entries}

    class Meta:
        icon = "list-ul"
        label = "Everything we hold about people"
        admin_text = "Written by the site from its register of personal data; it cannot be edited here."
        template = "blocks/pieces/personal_data.html"


class AttributionsBlock(blocks.StaticBlock):
    """Whose data the maps and postcodes are, in the words their licences ask for."""

    class Meta:
        icon = "globe"
        label = "Attributions of maps and postcodes"
        admin_text = "The words the data's licences ask for; they cannot be edited here."
        template = "blocks/pieces/attributions.html"


class Pieces(blocks.StreamBlock):
    """Everything a page's body may be built from."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(features=TEXT_FEATURES, template="blocks/pieces/text.html")
    picture = PictureBlock()
    illustration = IllustrationBlock()
    call_to_action = CallToActionBlock()
    quote = QuoteBlock()
    facts = blocks.ListBlock(FactBlock(), icon="list-ul", template="blocks/pieces/facts.html")
    steps = blocks.ListBlock(StepBlock(), icon="list-ol", template="blocks/pieces/steps.html")
    questions = blocks.ListBlock(
        AnswerBlock(), label="Questions and answers", icon="help", template="blocks/pieces/questions.html"
    )
    contact = ContactBlock()
    personal_data = PersonalDataBlock(group="Written by the site")
    attributions = AttributionsBlock(group="Written by the site")
