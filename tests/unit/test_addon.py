import pytest
from scrapy.settings import Settings

from archive_scene import TEXT, ArchiveScene, article, page
from crawler import addon
from crawler.addon import ArchiveAddon


def settings(*, looking=False, **ours):
    made = Settings()
    made.setmodule("crawler.settings", priority="project")
    made.setdict(ours, priority="cmdline")
    ArchiveAddon(looking=looking).update_settings(made)
    return made


HERE = {"ARCHIVE_CONNECT_TO": "::127.0.0.1:80"}


def test_every_spider_gets_the_components_of_the_archive():
    made = settings(**HERE)
    assert addon.SCHEDULER == made["SCHEDULER"]
    handlers = made.getwithbase("DOWNLOAD_HANDLERS")
    assert {"http": addon.CAPTURING, "https": addon.CAPTURING} == {
        scheme: handler for scheme, handler in handlers.items() if handler is not None
    }
    assert addon.COMPONENTS["EXTENSIONS"].items() <= made.getdict("EXTENSIONS").items()


def test_what_a_project_says_of_a_component_counts():
    own = {"crawler.extensions.progress.ProgressExtension": None, "project.Extension": 3}
    made = settings(**HERE, EXTENSIONS=own)
    assert own.items() <= made.getdict("EXTENSIONS").items()
    assert 0 == made.getdict("EXTENSIONS")["crawler.extensions.archive.ArchiveExtension"]


@pytest.mark.parametrize("how", [{"looking": True}, {"ARCHIVE_ENABLED": False}])
def test_who_only_looks_keeps_the_components_of_scrapy(how):
    made = settings(**how, ARCHIVE_OPERATOR="A <a@example.org>")
    assert Settings()["SCHEDULER"] == made["SCHEDULER"]
    assert {} == made.getdict("EXTENSIONS") == made.getdict("DOWNLOAD_HANDLERS")
    assert "a@example.org" in made["USER_AGENT"]


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
