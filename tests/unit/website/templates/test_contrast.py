"""Colours by role reach the contrast WCAG 2.2 AA asks for, in light, dark and high contrast."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[4] / "site/website/static/css/tokens.css"
LIGHT, DARK, MORE, MORE_DARK = (
    "",
    "(prefers-color-scheme: dark)",
    "(prefers-contrast: more)",
    "(prefers-contrast: more) and (prefers-color-scheme: dark)",
)
# What a browser lays over what, by what the person's device asks for.
SETTINGS = {
    "light": [LIGHT],
    "dark": [LIGHT, DARK],
    "more contrast": [LIGHT, MORE],
    "more contrast, dark": [LIGHT, DARK, MORE, MORE_DARK],
}
GROUNDS = ("page", "page-child", "page-staff", "surface", "surface-quiet")
WORDS = ("text", "text-quiet", "heading", "link", "link-hover", "link-visited", "stop")
# Words on their own ground.
PAIRS = (
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    ("on-friend", "friend"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("on-focus", "focus"),
    *((state, f"{state}-quiet") for state in ("good", "wait", "stop", "note")),
    *(
        ("text", f"{tint}-quiet")
        for tint in ("brand", "friend", "sun", "sky", "good", "wait", "stop", "note")
    ),
    ("heading", "brand-quiet"),
    ("link", "brand-quiet"),
    ("text-quiet", "brand-quiet"),
)


def tokens(layers: list[str]) -> dict[str, str]:
    css = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(), flags=re.S)
    found: dict[str, str] = {}
    for layer in layers:
        start = css.index(f"@media {layer} {{") if layer else 0
        block = css[css.index(":root {", start) :]
        found |= dict(re.findall(r"--colour-([a-z-]+):\s*(#[0-9a-f]{6})", block[: block.index("}")]))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("setting", SETTINGS)
def test_words_can_be_read(setting):
    colours = tokens(SETTINGS[setting])
    pairs = [*PAIRS, *((word, ground) for word in WORDS for ground in GROUNDS)]
    faint = {
        f"{word} on {ground}: {ratio:.2f}"
        for word, ground in pairs
        if (ratio := contrast(colours[word], colours[ground])) < 4.5
    }
    assert not faint


@pytest.mark.parametrize("setting", SETTINGS)
def test_edges_of_fields_can_be_seen(setting):
    colours = tokens(SETTINGS[setting])
    for ground in GROUNDS:
        assert contrast(colours["line-strong"], colours[ground]) >= 3, ground


@pytest.mark.parametrize("setting", ["more contrast", "more contrast, dark"])
def test_more_contrast_is_more(setting):
    colours = tokens(SETTINGS[setting])
    assert contrast(colours["text"], colours["page"]) >= 15
