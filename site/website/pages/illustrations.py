"""The site's own illustrations that editors may choose from; files in static/illustrations/."""

ILLUSTRATIONS = [
    ("friends_at_table", "Friends round a table with laptops"),
    ("turtle_star", "A turtle drawing a star"),
    ("robot_hello", "A robot that says hello"),
    ("dragon_gate", "A dragon at a gate"),
    ("potion_machine", "A potion machine"),
    ("library", "A library with its lights on"),
    ("map", "A map with a pin"),
    ("calendar", "A calendar with a tick"),
    ("laptop_code", "A laptop with a program on it"),
    ("rocket", "A rocket taking off"),
    ("kettle", "A kettle and two cups"),
    ("letter", "A letter with good news"),
]
