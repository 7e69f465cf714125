"""``import turtle`` gives our turtle where this folder stands on PYTHONPATH."""

import sys

from lesson_kit import turtle

sys.modules[__name__] = turtle
