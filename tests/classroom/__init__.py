"""A classroom in a script: real processes, and children who speak to them as the lesson room's page does.

stack      the whole product on ports and data of its own
enrolment  a club whose session is on, its children with cards, a helper
pupil      one child at a computer: card, hub, lesson, kernel, Check, help
watching   a helper at the board, who notes when each change came
lesson     what the children do, each in their own way
kept       what the site's database has of them afterwards
reckoning  whether that is what was done and told
"""
