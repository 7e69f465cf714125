"""The words of the pages at the foot of every page."""

from website.pages.first_pages.pieces import Piece, generated, heading, points, text

ABOUT_OUR_DATA = {
    "title": "About our data",
    "slug": "about-our-data",
    "lead": "Where the facts on this site come from, and whose they are.",
    "body": [
        heading("Maps and postcodes"),
        text(
            "To find clubs near you we look your postcode up in a list that stands on our own computer. "
            "We do not store the postcode you typed, and we ask nobody else about it."
        ),
        generated("attributions"),
        heading("Clubs, venues and people"),
        text(
            "In the sample borough every club, venue, volunteer and family is made up. The streets and postcodes are real; "
            "nobody in it is."
        ),
        heading("Places free"),
        text(
            "The number of free places is counted at the moment you look, from the bookings, the size of the room, "
            "the laptops and the adults who have said they will come."
        ),
    ],
}
ACCESSIBILITY = {
    "title": "Accessibility",
    "slug": "accessibility",
    "lead": "We want everybody to be able to use this site. This is how far we are, and how to tell us where it falls short.",
    "body": [
        heading("What you can do here"),
        text(
            points(
                "Make the text up to four times as big, without having to scroll sideways.",
                "Use every page with a keyboard alone, or with a screen reader.",
                "Choose light or dark, or more contrast, in your device's own settings: the site follows.",
                "Turn off movement in your device's settings: nothing here needs it.",
                "Use the site without JavaScript. Only the lessons and passkeys need it.",
            )
        ),
        heading("How far we are"),
        text(
            "We build to the Web Content Accessibility Guidelines 2.2, level AA. Every kind of page is tested by a program "
            "at phone and laptop size whenever we change the site, and by hand with a keyboard.",
            "We know of one thing that falls short: turtle pictures are described to screen readers by how many lines they "
            "have, not by what they show.",
        ),
        heading("At the clubs"),
        text(
            "Each club's page says whether the venue is step-free, has an accessible toilet, a hearing loop or a quiet "
            "space. If your child needs something more, write to us: needing more adults never costs a child a place."
        ),
        heading("Tell us"),
        text(
            "If something does not work for you, tell us on the contact page. We answer within five working days. "
            "If you are not happy with our answer, the Equality Advisory and Support Service can help."
        ),
    ],
}
PRIVACY = {
    "title": "Privacy",
    "slug": "privacy",
    "lead": "What we hold about you and your children, why, who sees it, and how long we keep it.",
    "body": [
        heading("In short"),
        text(
            points(
                "We ask only for what a club needs. No photograph, no school, no gender, no home address of a child.",
                "We never sell or share it, show no advertising, and follow nobody around the web.",
                "Lessons know a child by a random code alone.",
                "You can see what we hold, put it right, or ask us to erase it.",
            )
        ),
        heading("If you are a child"),
        text(
            "We know your name and birthday because a grown-up at home told us. The people at your club see them. "
            "Your programs belong to you. The volunteers can see which exercise you are on, so that they can help. "
            "Nobody can send you messages here. If anything worries you, tell a grown-up you trust."
        ),
        heading("If you are 13 or over"),
        text(
            "These are your choices too. You can ask us yourself what we hold about you, and ask us to put it right or erase it. "
            "Talk to the lead of your club or write to us."
        ),
        heading("Everything we hold"),
        text("This list is made from the site's own register, so it is always what the site really does."),
        generated("personal_data"),
        heading("Your rights"),
        text(
            "You can ask for a copy, ask us to put something right, object, or ask us to erase it. If you think we have it "
            "wrong, you can complain to the Information Commissioner's Office."
        ),
    ],
}
COOKIES = {
    "title": "Cookies",
    "slug": "cookies",
    "lead": "Only what makes the site work. That is why nothing asks you to agree.",
    "body": [
        text(
            "A cookie is a small note your browser keeps for a site. We use four. None of them follows you anywhere, "
            "and no other company's cookies are set here."
        ),
        text(
            points(
                "<b>sessionid</b>: remembers that you are signed in. Gone after two weeks, or when you sign out.",
                "<b>csrftoken</b>: makes sure that a form you send was really yours. Kept for a year.",
                "<b>messages</b>: holds a short notice, such as “Booked”, until you have seen it.",
                "<b>The lesson room's own cookies</b>: open your child's lessons. Gone after a few hours, or on signing out.",
            )
        ),
    ],
}
CONTACT = {
    "title": "Contact",
    "slug": "contact",
    "lead": "A person reads every message. We answer within two working days.",
}


def contact_body(email: str, telephone: str, hours: str) -> list[Piece]:
    """The contact page's pieces with the borough's own ways to be reached."""
    return [
        {
            "type": "contact",
            "value": {
                "title": "The coding clubs team",
                "email": email,
                "telephone": telephone,
                "hours": hours,
            },
        },
        heading("No computer? No e-mail?"),
        text("Telephone us. We can make your account and book a place with you while you are on the line."),
        heading("Worried about a child?"),
        text(
            "Tell the lead of the club, or write to us with “safeguarding” in the subject: it goes to the safeguarding lead "
            "the same day. If a child is in danger now, call 999."
        ),
    ]


FOOTER_PAGES = [ABOUT_OUR_DATA, ACCESSIBILITY, PRIVACY, COOKIES]
