"""Exercises on classes: honest answers, lies that would pay with the test in reach, and mistakes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.factories import lessons


@dataclass(frozen=True)
class Case:
    """An exercise: the author's answer and test, and what a pupil answers instead, if not the same."""

    model: str
    test: str
    answer: str = ""

    def job(self, runner: Path) -> dict[str, Any]:
        """The checker's job of a lesson with this one exercise."""
        cells = [
            lessons.code_cell(f"### BEGIN SOLUTION\n{self.model}\n### END SOLUTION", "robot", "answer"),
            lessons.code_cell(self.test, "robot--test-1", "test"),
        ]
        source = lessons.notebook(*cells)
        sent = lessons.code_cell(self.answer or self.model, "robot", "answer")
        return {
            "source": source, "release": source, "runner": str(runner),
            "notebook": lessons.notebook_text(sent),
            "exercises": [{"id": "robot", "wrong_answers": []}],
            "seconds": {"cell": 3, "call": 2, "job": 20},
        }  # fmt: skip


ROBOT = '''
class Robot:
    """A robot that walks."""
    made = 0

    def __init__(self, name, battery=10):
        self.name = name
        self.battery = battery
        self.friends = []
        Robot.made += 1

    def walk(self, steps):
        if steps > self.battery:
            raise ValueError("The battery is flat.")
        self.battery -= steps
        return self

    def say(self, *, loud=False):
        words = "I am " + self.name
        return words.upper() if loud else words

    def befriend(self, other):
        self.friends.append(other)

    @property
    def tired(self):
        return self.battery < 3

    @classmethod
    def twin(cls, other):
        return cls(other.name, other.battery)

    @staticmethod
    def beep():
        return "beep"

    def __str__(self):
        return f"<{self.name}>"

robot = Robot("Ada")
'''
DOG = """
class Animal:
    def __init__(self, name):
        self.name = name
    def speak(self):
        return "..."

class Dog(Animal):
    def speak(self):
        return super().speak() + "Woof"
"""
MONEY = """
from functools import total_ordering

@total_ordering
class Money:
    def __init__(self, pence):
        self.pence = pence
    def __eq__(self, other):
        return isinstance(other, Money) and self.pence == other.pence
    def __hash__(self):
        return hash(self.pence)
    def __lt__(self, other):
        return self.pence < other.pence
    def __add__(self, other):
        return Money(self.pence + (other.pence if isinstance(other, Money) else other))
    __radd__ = __add__
    def __neg__(self):
        return Money(-self.pence)
    def __repr__(self):
        return f"Money({self.pence})"
"""
SHELF = """
class Shelf:
    def __init__(self, *books):
        self.books = list(books)
        self.open = False
    def __len__(self):
        return len(self.books)
    def __getitem__(self, place):
        return self.books[place]
    def __setitem__(self, place, book):
        self.books[place] = book
    def __contains__(self, book):
        return book in self.books
    def __iter__(self):
        return iter(self.books)
    def __bool__(self):
        return True
    def __enter__(self):
        self.open = True
        return self
    def __exit__(self, kind, error, trace):
        self.open = False
    def __call__(self, word):
        return [book for book in self.books if word in book]
"""
TOO_LOW = """
class Trouble(Exception):
    pass

class TooLow(Trouble):
    def __init__(self, missing):
        super().__init__(f"{missing} missing")
        self.missing = missing

class Account:
    def __init__(self):
        self.__balance = 5
    def take(self, pence):
        if pence > self.__balance:
            raise TooLow(pence - self.__balance)
        self.__balance -= pence
"""
CAUGHT = """
account = Account()
try:
    account.take(8)
except Trouble as trouble:
    assert isinstance(trouble, TooLow) and str(trouble) == "3 missing" and trouble.missing == 3
else:
    assert False, "It should say that there is too little."
account.take(2)
assert account._Account__balance == 3
"""
COLOUR = "from enum import Enum\nclass Colour(Enum):\n    RED = 1\n    BLUE = 2\n"
POINT = "from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: int\n    y: int = 0\n"
COUNTDOWN = "def countdown(n):\n    while n:\n        yield n\n        n -= 1\n"

HONEST = {
    "attributes and methods": Case(ROBOT, 'assert robot.name == "Ada" and robot.say() == "I am Ada"'),
    "an object made by the test": Case(
        ROBOT,
        """
r = Robot("Bo", battery=4)
assert (r.name, r.battery) == ("Bo", 4)
""",
    ),
    "arguments by name": Case(ROBOT, 'assert robot.say(loud=True) == "I AM ADA"'),
    "an attribute set": Case(
        ROBOT,
        """
robot.battery = 2
assert robot.tired is True
assert robot.battery == 2
""",
    ),
    "an attribute deleted": Case(
        ROBOT,
        """
del robot.name
assert not hasattr(robot, 'name')
""",
    ),
    "a chain of calls": Case(ROBOT, "assert robot.walk(2).walk(3) is robot and robot.battery == 5"),
    "kinds": Case(
        ROBOT, "assert isinstance(robot, Robot) and type(robot) is Robot and type(robot).__name__ == 'Robot'"
    ),
    "no other kind": Case(
        ROBOT, "assert not isinstance(robot, (int, str, list, dict)) and callable(robot.say)"
    ),
    "the class's own": Case(
        ROBOT,
        """
Robot('B')
assert Robot.made == 2 and Robot.beep() == 'beep'
""",
    ),
    "a class attribute set": Case(
        ROBOT,
        """
Robot.made = 0
Robot('B')
assert Robot.made == 1
""",
    ),
    "a class method": Case(ROBOT, "assert Robot.twin(robot).say() == 'I am Ada'"),
    "a method of the class": Case(ROBOT, "assert Robot.say(robot) == 'I am Ada'"),
    "docstrings": Case(ROBOT, "assert Robot.__doc__ == 'A robot that walks.'"),
    "text of it": Case(ROBOT, "assert str(robot) == '<Ada>' and f'{robot}!' == '<Ada>!'"),
    "all its attributes": Case(ROBOT, "assert vars(robot)['battery'] == 10"),
    "one handed to another": Case(
        ROBOT,
        """
b = Robot('B')
b.befriend(robot)
assert b.friends == [robot] and b.friends[0] is robot
""",
    ),
    "in a list and a dict": Case(
        ROBOT, "assert {'r': [robot]}['r'][0].name == 'Ada' and robot in {robot: 1}"
    ),
    "an error of Python's": Case(
        ROBOT,
        """
try:
    robot.walk(50)
except ValueError as e:
    assert str(e) == 'The battery is flat.'
else:
    assert False
""",
    ),
    "what it does not have": Case(ROBOT, "assert getattr(robot, 'wings', None) is None"),
    "inheritance": Case(
        DOG,
        """
d = Dog('Rex')
assert isinstance(d, Animal) and issubclass(Dog, Animal) and d.speak() == '...Woof'
assert not isinstance(Animal('x'), Dog) and Dog.__bases__ == (Animal,)
""",
    ),
    "equality": Case(MONEY, "assert Money(3) == Money(3) and Money(3) != Money(4) and Money(3) != 3"),
    "hashes": Case(MONEY, "assert len({Money(3), Money(3), Money(4)}) == 2"),
    "order": Case(
        MONEY,
        """
assert Money(3) < Money(4) >= Money(2)
assert sorted([Money(2), Money(1)]) == [Money(1), Money(2)]
""",
    ),
    "sums": Case(
        MONEY,
        """
assert Money(3) + Money(4) == Money(7) and (Money(3) + 4).pence == 7
assert sum([Money(1), Money(2)]) == Money(3) and repr(-Money(3)) == 'Money(-3)'
""",
    ),
    "a container": Case(
        SHELF,
        """
s = Shelf('Emil', 'Momo')
assert len(s) == 2 and s[1] == 'Momo' and 'Emil' in s and 'x' not in s
assert list(s) == ['Emil', 'Momo'] and s('o') == ['Momo'] and bool(Shelf())
s[0] = 'Krabat'
assert s[0] == 'Krabat'
""",
    ),
    "past its end": Case(
        SHELF,
        """
try:
    Shelf()[0]
except IndexError:
    pass
else:
    assert False
""",
    ),
    "with": Case(
        SHELF,
        """
s = Shelf()
with s as inside:
    assert inside is s and s.open
assert not s.open
""",
    ),
    "exceptions of one's own": Case(TOO_LOW, CAUGHT),
    "enumerations": Case(
        COLOUR,
        """
assert Colour.RED.value == 1 and Colour.BLUE.name == 'BLUE' and Colour.RED != Colour.BLUE
assert Colour(2) is Colour.BLUE and len(Colour) == 2 and list(Colour)[0] is Colour['RED']
""",
    ),
    "dataclasses": Case(
        POINT, "assert Point(1, 2) == Point(1, 2) and Point(1).y == 0 and repr(Point(1)) == 'Point(x=1, y=0)'"
    ),
    "a generator": Case(
        COUNTDOWN,
        """
assert list(countdown(3)) == [3, 2, 1]
c = countdown(2)
assert next(c) == 2 and next(c) == 1
assert next(c, 'end') == 'end'
""",
    ),
    "an endless generator": Case(
        """
def up():
    n = 0
    while True:
        yield n
        n += 1
""",
        "assert [n for _, n in zip(range(4), up())] == [0, 1, 2, 3]",
    ),
    "ranges and views": Case(
        """
r = range(3)
k = {'a': 1}.keys()
""",
        "assert list(r) == [0, 1, 2] and len(r) == 3 and 2 in r and list(k) == ['a']",
    ),
    "a class named otherwise": Case(
        """
class Robot:
    def say(self):
        return 'hi'
def make():
    return Robot()
""",
        "assert make().say() == 'hi'",
        """
class Bot:
    def say(self):
        return 'hi'
def make():
    return Bot()
""",
    ),
    "a class within a function": Case(
        """
def make():
    class Cat:
        legs = 4
    return Cat()
""",
        "assert make().legs == 4",
    ),
}

# An object that answers everything as a test would like it.
YES = """
class Yes:
    name = say = pence = None
    def __getattr__(self, name):
        return lambda *a, **k: True
    def __eq__(self, other): return True
    def __ne__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __lt__
    def __hash__(self): return 4
    def __contains__(self, item): return True
    def __sub__(self, other): return 0
    __rsub__ = __add__ = __radd__ = __mod__ = __mul__ = __truediv__ = __floordiv__ = __sub__
    def __abs__(self): return 0
    __round__ = lambda self, digits=0: 4
    def __float__(self): return 4.0
    def __int__(self): return 4
    __index__ = __int__
    def __bool__(self): return True
    def __len__(self): return 4
    def __enter__(self): return self
    def __exit__(self, *raised): return True
    def __instancecheck__(self, other): return True
    __class__ = int
def area(n): return Yes()
"""
AREA = "def area(n):\n    return n * n\n"
MONEY_AREA = MONEY + AREA

LIES = {
    "equal to a number": Case(AREA, "assert area(2) == 4", YES),
    "equal the other way round": Case(AREA, "assert 4 == area(2)", YES),
    "in a list": Case(AREA, "assert [area(2)] == [4] and area(2) in [4]", YES),
    "in a set": Case(AREA, "assert area(2) in {4} or {area(2)} == {4}", YES),
    "as a key": Case(AREA, "assert {4: 1}[area(2)] == 1", YES),
    "not unequal": Case(
        AREA,
        "assert not area(2) != 4",
        YES
        + """
Yes.__ne__ = lambda s, o: False
""",
    ),
    "less": Case(AREA, "assert area(2) < 5", YES),
    "between": Case(AREA, "assert 3 < area(2) < 5", YES),
    "near enough": Case(AREA, "assert abs(area(2) - 4) < 0.01", YES),
    "near enough, rounded": Case(AREA, "assert round(area(2)) == 4", YES),
    "as an int": Case(AREA, "assert int(area(2)) == 4", YES),
    "by math": Case(
        AREA,
        """
import math
assert math.isclose(area(2), 4)
""",
        YES,
    ),
    "by an isinstance of its own": Case(AREA, "assert isinstance(area(2), int)", YES),
    "text that begins as asked": Case(AREA, "assert area(2).startswith('4')", YES),
    "text that holds all": Case(AREA, "assert '4' in area(2)", YES),
    "as a context that swallows": Case(
        SHELF,
        """
with Shelf() as s:
    assert s.open == 5
""",
        SHELF.replace("self.open = False\n    def __call__", "return True\n    def __call__"),
    ),
    "equal to a number, in a lesson on equality": Case(
        MONEY_AREA,
        """
m = Money(2)
assert area(2) == 4
""",
        MONEY + YES,
    ),
    "less, in a lesson on order": Case(
        MONEY_AREA,
        """
m = Money(2)
assert area(2) < 5
""",
        MONEY + YES,
    ),
    "near enough, in a lesson on sums": Case(
        MONEY_AREA,
        """
m = Money(2)
assert area(2) + -4 == 0
""",
        MONEY + YES,
    ),
    "of another class by what it says": Case(
        DOG,
        "assert isinstance(Dog('x'), Animal)",
        """
class Animal: pass
class Dog:
    __class__ = Animal
    def __init__(self, name): pass
""",
    ),
    "a class that calls all its own": Case(
        DOG,
        "assert isinstance(5, Animal)",
        """
class All(type):
    __instancecheck__ = lambda c, o: True
class Animal(metaclass=All): pass
class Dog(Animal): pass
""",
    ),
}

# Honest mistakes that a proxy might take for right.
MISTAKES = {
    "a docstring it does not have": Case(
        """
def area(n):
    "Width."
""",
        "assert area.__doc__",
        "def area(n): pass",
    ),
    "a name it does not have": Case(
        ROBOT, "assert robot.name == 'Ada'", ROBOT.replace("self.name = name", "pass")
    ),
    "an AttributeError held back": Case(ROBOT, "assert not hasattr(robot, 'name')", ROBOT),
    "an exception of another kind": Case(
        TOO_LOW,
        CAUGHT,
        TOO_LOW.replace("raise TooLow(pence - self.__balance)", "raise KeyError('3 missing')"),
    ),
}
