"""Words of volunteering: checks, clearances, the rota and the pictures people may pick."""

from django.db.models import TextChoices


class CheckKind(TextChoices):
    """Levels of a Disclosure and Barring Service check."""

    STANDARD = "standard", "Standard"
    ENHANCED = "enhanced", "Enhanced"
    ENHANCED_BARRED = "enhanced_barred", "Enhanced with barred lists"


class Workforce(TextChoices):
    """The workforce a check was made for."""

    CHILD = "child", "Child workforce"
    ADULT = "adult", "Adult workforce"
    BOTH = "both", "Child and adult workforce"
    OTHER = "other", "Other workforce"


class CheckOutcome(TextChoices):
    """All a check record may say about its result."""

    CLEAR = "clear", "Clear"
    REFERRED = "referred", "Referred to the safeguarding lead"


# A check counts towards work with children only in these two workforces, and
# only at these levels.
CHILD_WORKFORCES = frozenset({Workforce.CHILD, Workforce.BOTH})
CHILD_CHECKS = frozenset({CheckKind.ENHANCED, CheckKind.ENHANCED_BARRED})

# What may be asked for, by whether one leads. Asking for more than a role is
# eligible for is an offence (Police Act 1997, section 123). Who is in charge of
# children week by week is in regulated activity, so the barred list is looked
# at too; a volunteer whom the lead supervises is not (Safeguarding Vulnerable
# Groups Act 2006, schedule 4). No club role is work with vulnerable adults.
ELIGIBLE_WORKFORCES = frozenset({Workforce.CHILD})
ELIGIBLE_CHECKS: dict[bool, frozenset[CheckKind]] = {
    True: CHILD_CHECKS,
    False: frozenset({CheckKind.ENHANCED}),
}


class Clearance(TextChoices):
    """What must be in date before an adult counts towards cover."""

    CHECK = "check", "a clear check in date"
    IDENTITY = "identity", "identity seen"
    ADULT = "adult", "18 or over"
    FIRST_REFERENCE = "first_reference", "a first reference"
    SECOND_REFERENCE = "second_reference", "a second reference"
    TRAINING = "training", "safeguarding training in date"
    CONDUCT = "conduct", "the code of conduct signed"


class RotaState(TextChoices):
    """Where a volunteer stands with one session."""

    CONFIRMED = "confirmed", "Coming"
    WITHDRAWN = "withdrawn", "Cannot come"
    STOOD_DOWN = "stood_down", "Session called off"


ROTA_MOVES: dict[RotaState, frozenset[RotaState]] = {
    RotaState.CONFIRMED: frozenset({RotaState.WITHDRAWN, RotaState.STOOD_DOWN}),
    RotaState.WITHDRAWN: frozenset({RotaState.CONFIRMED}),
    RotaState.STOOD_DOWN: frozenset({RotaState.CONFIRMED}),
}


class Picture(TextChoices):
    """The set a volunteer picks a picture from; never a photograph. Values name files of ours."""

    TURTLE = "turtle", "Turtle"
    ROCKET = "rocket", "Rocket"
    ROBOT = "robot", "Robot"
    KETTLE = "kettle", "Kettle"
    OWL = "owl", "Owl"
    CACTUS = "cactus", "Cactus"
    BICYCLE = "bicycle", "Bicycle"
    TEAPOT = "teapot", "Teapot"


class Skill(TextChoices):
    """What a volunteer can bring."""

    PYTHON = "python", "Python"
    SCRATCH = "scratch", "Scratch"
    HARDWARE = "hardware", "Electronics and robots"
    WEB = "web", "Web pages"
    ART = "art", "Drawing and animation"
    TEACHING = "teaching", "Teaching"
    WELCOME = "welcome", "Welcoming families"
    LANGUAGES = "languages", "Other languages"
    SEND = "send", "Support for special needs"
