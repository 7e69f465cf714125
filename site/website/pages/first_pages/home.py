"""The words of the front door and of the pages its menu leads to."""

from website.pages.first_pages.pieces import facts, heading, points, questions, steps, text

HOME = {
    "title": "Home",
    "headline": "Make a robot talk. Tame a dragon. Learn to code.",
    "lead": "Friendly coding clubs for ages 8 to 16, in libraries and halls across Camden. "
    "Most are free, and a laptop is waiting.",
    "illustration": "friends_at_table",
    "steps_title": "From here to the first session",
    "makes_title": "What children make",
    "makes_lead": "Every lesson ends with something that works and that they made themselves. In Python, from the first day.",
    "volunteers_title": "Could you spare an afternoon?",
    "volunteers_lead": "Clubs run on volunteers. You need patience and a smile more than you need Python: "
    "there are notes for every lesson, and somebody beside you who has done it before.",
    "volunteers_button": "See what volunteers do",
}
STEPS = [
    {
        "title": "Find a club near you",
        "text": "Type your postcode. See which clubs have places, what they cost and how to get in.",
        "illustration": "map",
    },
    {
        "title": "Book in three minutes",
        "text": "Add your children once. Book a whole term, or try one session first. Plans change? Cancel it yourself.",
        "illustration": "calendar",
    },
    {
        "title": "Carry on at home",
        "text": "Your child gets a club card. With it their lessons open on any computer, just where they stopped.",
        "illustration": "laptop_code",
    },
]
MAKES = [
    {
        "title": "A robot that says hello",
        "text": "Teach it your name, your jokes and how old you will be in the year 2050.",
        "illustration": "robot_hello",
    },
    {
        "title": "A dragon at the gate",
        "text": "Write the rules. Who may pass, who must answer a riddle, and who gets toasted?",
        "illustration": "dragon_gate",
    },
    {
        "title": "Pictures from a turtle",
        "text": "Five lines of code, and she draws a star. Ten more, and the sky is full of them.",
        "illustration": "turtle_star",
    },
    {
        "title": "A potion machine",
        "text": "Build small machines that mix, measure and bubble, then join them into a big one.",
        "illustration": "potion_machine",
    },
]

CLUBS = {
    "title": "Find a club",
    "slug": "clubs",
    "lead": "Places are counted as you look. We do not keep the postcode you type.",
}
VOLUNTEERS = {
    "title": "Volunteers",
    "slug": "volunteers",
    "lead": "Neighbours, students, engineers, grandparents: the people who make the clubs happen.",
}
HOW_TO_HELP = {
    "title": "Help at a club",
    "slug": "help-at-a-club",
    "lead": "Two hours on a weekday evening or a Saturday morning. Here is what happens, from saying yes to your first session.",
    "body": [
        facts(
            ("How long", "About two hours a session"),
            ("How often", "You choose the dates"),
            ("What you need to know", "Nothing yet: we show you"),
            ("Age", "18 or over"),
        ),
        steps(
            (
                "Tell us about you",
                "Write to us with the club you have in mind. Its lead gets in touch and you come to have a look.",
            ),
            (
                "We check, you learn",
                "An identity check, two references, an enhanced DBS check, short safeguarding training and our code of "
                "conduct. All of it is free. We keep the dates, never the certificate.",
            ),
            (
                "Choose your dates",
                "Sign up for the sessions that suit you. Nobody minds if you can only come now and then.",
            ),
            (
                "Help",
                "Sit beside a child, read the question with them, and ask: what do you think it will do?",
            ),
        ),
        heading("What we ask of every volunteer"),
        text(
            points(
                "There are always two cleared adults in the room, or more.",
                "You are never alone with a child, at the club or on line.",
                "You cannot send a child a message here. Nobody can.",
                "If something worries you, you tell the safeguarding lead the same day.",
            )
        ),
    ],
}
PARENTS = {
    "title": "For parents",
    "slug": "parents",
    "lead": "Short answers to what parents and carers ask us most.",
    "body": [
        heading("Coming to a club"),
        questions(
            (
                "What does it cost?",
                "Most clubs are free. Where one is not, the price of a session is on the club's page before you book.",
            ),
            (
                "Does my child need a laptop?",
                "No. Clubs that lend laptops say so on their page, and most do.",
            ),
            (
                "Can my child come without any experience?",
                "Yes. The first lesson starts at the very beginning, and everybody goes at their own speed.",
            ),
            (
                "What if the club is full?",
                "We say so plainly, and never take more bookings than there are places. Look at the other clubs near you, "
                "or come back: a place that is given up shows at once.",
            ),
            (
                "We cannot come after all. What now?",
                "Cancel on your family page. It takes one press, costs nothing, and another child gets the place.",
            ),
        ),
        heading("Keeping children safe"),
        questions(
            (
                "Who is in the room?",
                "At least two adults whose identity, references, DBS check and training are in date. The younger the "
                "children, the more adults: one for six under nine, one for eight up to twelve, one for ten from thirteen. "
                "We do not sell more places than those adults can cover.",
            ),
            (
                "Can anybody get in touch with my child through the site?",
                "No. There is no chat, no profile and no message between children, and an adult cannot write to a child.",
            ),
            (
                "What does the lesson know about my child?",
                "Nothing but a made-up code. Names, birthdays and e-mail addresses never reach the computers that run the lessons.",
            ),
            (
                "Will you take photographs?",
                "Not unless you say yes, and you can change your mind. The answer is no until you tell us otherwise.",
            ),
        ),
        heading("Learning at home"),
        questions(
            (
                "How does my child sign in?",
                "With a club card: hold its square code to the camera, or choose the nickname, the picture and the word on "
                "it. Children have no password and no e-mail address here.",
            ),
            (
                "What if the card is lost?",
                "Ask the lead of the club, who prints a new one in a minute. The old card stops working that moment.",
            ),
            (
                "Can I see what they have made?",
                "Yes. Your family page says in plain words which lessons they opened and what they finished.",
            ),
        ),
    ],
}
