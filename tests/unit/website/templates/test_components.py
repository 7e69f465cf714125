"""The shared components, drawn: right elements, right words, nothing leaking in from the page around them."""

from pathlib import Path

import html5lib
import pytest
from django import forms
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory

from tests.html import faults


@pytest.fixture
def draw(tmp_path: Path, settings):
    """Draw a piece of template source as the site would."""
    options = dict(settings.TEMPLATES[0]["OPTIONS"], context_processors=[])
    engine = DjangoTemplates(
        {
            "NAME": "pieces",
            "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]],
            "APP_DIRS": False,
            "OPTIONS": options,
        }
    )

    def drawn(source: str, **context: object) -> str:
        (tmp_path / "piece.html").write_text(source)
        return engine.get_template("piece.html").render(context, RequestFactory().get("/"))

    return drawn


class TripForm(forms.Form):
    name = forms.CharField(help_text="As on the card")
    born = forms.DateField(widget=forms.SelectDateWidget(years=range(2010, 2020)))
    lunch = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    agrees = forms.BooleanField()
    note = forms.CharField(required=False, widget=forms.Textarea)


def element(html: str, path: str):
    return html5lib.parse(html, namespaceHTMLElements=False).find(f".//{path}")


def test_a_form_with_problems_is_well_formed_and_says_them_twice(draw):
    page = '<!DOCTYPE html><html lang="en"><head><title>T</title></head><body><h1>T</h1>{}</body></html>'
    html = page.format(draw('<c-form :form="form" button="Go" />', form=TripForm({})))
    assert faults(html) == []
    assert "There is something to put right" in html
    assert html.count("Fill this in") >= 2
    assert "Tick this to go on" in html


@pytest.mark.parametrize("word", ["error", "invalid", "submit"])
def test_no_message_says(draw, word):
    root = html5lib.parse(draw('<c-form :form="form" />', form=TripForm({})), namespaceHTMLElements=False)
    assert word not in "".join(root.itertext()).lower()


def test_hint_and_message_are_tied_to_their_field(draw):
    html = draw("{{ form }}", form=TripForm({}))
    assert element(html, "input[@name='name']").get("aria-describedby") == "id_name_helptext id_name_error"
    assert element(html, "*[@id='id_name_helptext']") is not None
    assert element(html, "*[@id='id_name_error']") is not None


def test_choices_stand_in_a_fieldset_with_their_question(draw):
    html = draw("{{ form }}", form=TripForm())
    assert element(html, "fieldset[@id='id_lunch_set']/legend").text == "Lunch"


def test_each_part_of_a_date_has_a_label(draw):
    html = draw("{{ form }}", form=TripForm())
    labels = [element(html, f"label[@for='id_born_{part}']").text for part in ("day", "month", "year")]
    assert labels == ["Day", "Month", "Year"]


def test_a_field_one_may_leave_says_so(draw):
    html = draw("{{ form.note.as_field_group }}{{ form.name.as_field_group }}", form=TripForm())
    assert html.count("(if you like)") == 1


@pytest.mark.parametrize(
    ("source", "tag"),
    [('<c-button href="/x">Go</c-button>', "a"), ("<c-button>Go</c-button>", "button")],
    ids=["with an address", "without"],
)
def test_a_button_is_a(draw, source, tag):
    assert element(draw(source), tag).get("class") == "button button--primary"


@pytest.mark.parametrize(
    ("free", "words", "tone"),
    [
        (None, "Ask the club", "plain"),
        (0, "Full", "stop"),
        (1, "Only 1 place left", "wait"),
        (3, "Only 3 places left", "wait"),
        (4, "4 places free", "good"),
    ],
)
def test_places(draw, free, words, tone):
    tag = element(draw('<c-places :free="free" />', free=free), "strong")
    assert (tag.text, tag.get("class")) == (words, f"tag tag--{tone}")


def test_nothing_leaks_into_a_component_from_the_page(draw):
    html = draw("<c-card><p>Words</p></c-card>", title="Leaked", href="/leaked", tone="leaked")
    assert "eaked" not in html


def test_every_picture_people_choose_is_there(settings):
    from clubs.directory.pictures import PICTURES
    from clubs.volunteers.enums import Picture
    from website.pages.illustrations import ILLUSTRATIONS

    static = settings.SITE_ROOT / "static"
    wanted = [f"pictures/{name}.svg" for name in {*PICTURES, *Picture.values}]
    wanted += [f"illustrations/{name}.svg" for name, _words in ILLUSTRATIONS]
    assert [name for name in wanted if not (static / name).exists()] == []
