"""Every page type and setting of the site, gathered for Django; each lives in its own module."""

from website.pages.borough import BoroughDetails
from website.pages.clubs import ClubPage, ClubsIndexPage
from website.pages.home import HomePage
from website.pages.news import NewsIndexPage, NewsPage
from website.pages.plain import PlainPage
from website.pages.volunteers import VolunteersIndexPage

__all__ = [
    "BoroughDetails",
    "ClubPage",
    "ClubsIndexPage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "PlainPage",
    "VolunteersIndexPage",
]
