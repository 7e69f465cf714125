"""Code whose words are markup, signs that move a terminal, or text that runs the wrong way."""

from tests.hostile.marking.case import ERROR, STOPPED, WRONG, Case, case

SCRIPT = "<script>alert(1)</script>"
ZERO = "\ntried = True\ndef double(number):\n    return 0\n"

OUTPUTS: dict[str, Case] = {
    "markup printed": case(f"print('{SCRIPT}')" + ZERO, WRONG, sample=True),
    "markup displayed": case(
        f"from IPython.display import HTML, Javascript, display\n"
        f"display(HTML('{SCRIPT}'), Javascript('alert(1)'))"
        + ZERO, WRONG,
    ),
    "an error with markup and odd signs": case(
        "tried = True\nraise ValueError('<script>alert(1)</script>\\x00\\ud800\\x1b[31m\\u202e')", ERROR
    ),
    "an error named in markup": case(f"tried = True\nraise type('{SCRIPT}', (Exception,), {{}})('x')", ERROR),
    "an error that fails to say": case(
        "tried = True\nclass Odd(Exception):\n    def __str__(self):\n        raise SystemExit\n"
        "raise Odd", ERROR
    ),
    "an error as long as a book": case("tried = True\nraise ValueError('x' * 10**7)", ERROR),
    "an error of a number too long to "
    "print": case("tried = True\nraise KeyError(10 ** 5000)", ERROR, STOPPED),
    "an error from errors without end": case(
        "tried = True\ndef fall(n):\n    try:\n        fall(n - 1) if n else 1 / 0\n"
        "    except Exception as reason:\n        raise ValueError(n) from reason\nfall(300)", ERROR,
    ),
    "a group of errors": case(
        "tried = True\nraise ExceptionGroup('many', [ValueError(n) for n in range(10_000)])", ERROR
    ),
    "a name that looks like another": case("tried = True\nprint(" + "x" * 50_000 + ")", ERROR),
    "a drawing in no colour": case(
        f"import turtle\nfrom lesson_kit import drawing\nturtle.dot(5)\n"
        f"drawing.sheet().dots[0]['colour'] = '{SCRIPT}'" + ZERO, STOPPED, faults=("garbled_answer",)
    ),
    "a drawing of a million steps": case(
        "import turtle\nfrom lesson_kit import drawing\nturtle.dot(5)\ndrawing.sheet().size = (10**6, 10**6)"
        + ZERO, STOPPED, WRONG,
    ),
    "a drawing of no numbers": case(
        "import turtle\nfrom lesson_kit import drawing\nturtle.dot(5)\n"
        "drawing.sheet().dots[0]['at'] = [float('nan'), float('inf')]" + ZERO, STOPPED,
        faults=("ended_its_process",),
    ),
}  # fmt: skip
