"""Makes the shorter articles from phrase banks, the same ones every time.

A theme's middle paragraphs are dealt out like cards: the first article gets the first, fourth,
seventh … of them, the second the second, fifth, eighth …; so no two articles share a sentence.
"""

from __future__ import annotations

from typing import Any

EDITORS = {
    "zjnews": "纪小北",
    "china": "尚小楠",
    "biz": "褚平",
    "ec": "倪小可",
    "town": "牛小萌",
    "zjtyol": "鲁小川",
    "gotrip": "颜小路",
    "dqnews": "俞小棠",
}
SOURCES = {"zjxc": "浙江宣传", "dqnews": "德清新闻网", "biz": "浙商网", "town": "小城镇"}
REPORTERS = ("记者 房晴", "记者 路遥知", "记者 柯一苇", "记者 费听雨", "记者 池小鱼")


def rows(bank: dict[str, Any]) -> list[dict[str, Any]]:
    """Articles in the form that the hand-written ones have in their files.

    :param bank: the phrase banks, as ``data/phrases.toml`` holds them.
    """
    made = []
    for theme in bank["theme"]:
        for nth, row in enumerate(theme["story"]):
            made.append(_row(theme, row, nth))
    return made


def _row(theme: dict[str, Any], row: dict[str, Any], nth: int) -> dict[str, Any]:
    paragraphs = [row["open"], *theme["middle"][nth :: len(theme["story"])], row["close"]]
    values = {key: row[key] for key in ("place", "name", "a", "b")}
    lines = [paragraph.format(**values) for paragraph in paragraphs]
    host, _, folder = row["column"].partition("/")
    picture = len(row["headline"]) % 3
    if picture == 1:
        lines.insert(1, f"! {row['place']}，记者到访的这一天。 | 资料图")
    elif picture == 2:
        lines.insert(2, "!")
    return {
        "slug": row["slug"],
        "column": row["column"],
        "template": row["template"],
        "published": row["published"],
        "headline": row["headline"],
        "source": SOURCES.get(folder, SOURCES.get(host, "浙江在线")),
        "editors": [EDITORS[host]],
        "people": [REPORTERS[len(row["slug"]) % len(REPORTERS)]] if nth < 2 else [],
        "agency": "浙江在线" if host == "zjnews" and folder != "zjxc" else "本报",
        "keywords": [*theme["keywords"], row["place"]],
        "body": "\n".join(lines),
    }
