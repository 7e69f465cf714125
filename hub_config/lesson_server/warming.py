"""Has a lesson ready before its child comes: its notebook in place, its kernel running.

What opening the page does, without a visitor and without telling the site that a child opened
anything. Whatever fails here, opening the page does again.
"""

import logging
from pathlib import Path

from hub_config.lesson_server.kernels import LessonKernels
from hub_config.lesson_server.lesson_folder import LessonFolder
from hub_config.lesson_server.refusals import Refusal
from hub_config.lesson_server.release import Release
from hub_config.lesson_server.site_api import SiteApi

log = logging.getLogger(__name__)


async def warm(slug: str, home: Path, site_api: SiteApi, kernels: LessonKernels) -> bool:
    """Start the lesson's kernel, fetching the lesson if the child never had it; whether that worked.

    Work that the child has begun is not touched: what a newer release changes in it they
    are told as the page opens.
    """
    folder = LessonFolder.in_home(home, slug)
    try:
        if not folder.file.exists():
            folder.open(Release.from_reply(await site_api.lesson(slug), slug))
        await kernels.start(folder.path)
    except (Refusal, OSError) as failure:
        log.warning("lesson %s is not warm: %s", slug, failure)
        return False
    return True
