"""What a news spider sets, and what of it a project or a subclass changes."""

from scrapy.settings import Settings

from crawler.spiders.zjol import COMPONENTS, DEFAULTS, ZjolSpider

OWN = {"project.Pipeline": 150, "crawler.pipelines.ValidatePipeline": 250}


def settings(spider=ZjolSpider, **project):
    made = Settings()
    made.setmodule("crawler.settings", priority="project")
    made.setdict(project, priority="project")
    spider.update_settings(made)
    return made


def test_a_news_spider_brings_what_a_news_crawl_needs():
    made = settings()
    for name, components in COMPONENTS.items():
        assert components.items() <= made.getdict(name).items()
    for name, value in DEFAULTS.items():
        assert value == made[name]


def test_what_the_project_sets_counts_and_is_joined_by_the_rest():
    made = settings(ITEM_PIPELINES=OWN, COOKIES_ENABLED=True)
    assert {**COMPONENTS["ITEM_PIPELINES"], **OWN} == made.getdict("ITEM_PIPELINES")
    assert made.getbool("COOKIES_ENABLED")


def test_what_a_subclass_sets_counts_and_is_joined_by_the_rest():
    class Other(ZjolSpider):
        custom_settings = {"DOWNLOAD_DELAY": 1, "ITEM_PIPELINES": OWN}  # noqa: RUF012

    made = settings(Other)
    assert 1 == made.getint("DOWNLOAD_DELAY")
    assert {**COMPONENTS["ITEM_PIPELINES"], **OWN} == made.getdict("ITEM_PIPELINES")
    assert COMPONENTS["SPIDER_MIDDLEWARES"] == made.getdict("SPIDER_MIDDLEWARES")
