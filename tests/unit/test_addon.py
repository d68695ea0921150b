from scrapy.settings import Settings

from archive_scene import TEXT, ArchiveScene, article, page
from crawler.addon import OperatorAddon


def settings(**ours):
    made = Settings()
    made.setmodule("crawler.settings", priority="project")
    made.setdict(ours, priority="cmdline")
    OperatorAddon().update_settings(made)
    return made


def test_the_operator_is_in_the_user_agent_and_in_from():
    made = settings(ARCHIVE_OPERATOR="Deqing County Library <archive@example.org>")
    assert made["USER_AGENT"].startswith("zjol-archive/")
    assert "(+mailto:archive@example.org; Deqing County Library)" in made["USER_AGENT"]
    assert "archive@example.org" == made["DEFAULT_REQUEST_HEADERS"]["From"]


def test_a_crawl_from_an_archive_has_no_handler_that_knows_the_network(tmp_path):
    ArchiveScene(tmp_path / "zjol").run((article(31000001), page("渡口", TEXT)))
    made = settings(ARCHIVE_ROOT=str(tmp_path), ARCHIVE_SOURCE="zjol", DOWNLOAD_DELAY=9)
    handlers = made.getwithbase("DOWNLOAD_HANDLERS")
    ours = "crawler.fetch.archive_handler.ArchiveDownloadHandler"
    assert {"http": ours, "https": ours} == {
        scheme: handler for scheme, handler in handlers.items() if handler is not None
    }
    assert 0 == made.getfloat("DOWNLOAD_DELAY")
    assert not made.getbool("AUTOTHROTTLE_ENABLED")
