"""The small pictures people are known by: on a club card, beside a volunteer's name.

Each is told apart by its shape alone, and is a file static/pictures/<id>.svg of the site.
"""

# Id and what it is called aloud, in the order they are offered.
PICTURE_CHOICES = [
    (name, name)
    for name in (
        "rocket", "turtle", "kettle", "robot", "owl", "fox", "whale", "cactus",
        "kite", "moon", "sun", "star", "boat", "bicycle", "guitar", "drum",
        "apple", "pear", "leaf", "snail", "hedgehog", "otter", "teapot", "umbrella",
    )
]  # fmt: skip
PICTURES = tuple(name for name, _called in PICTURE_CHOICES)
