import pytest

from crawler.fetch.politeness.traffic import place


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "http://zjnews.zjol.com.cn/a/b?c#d",
            ("http://zjnews.zjol.com.cn", "zjnews.zjol.com.cn", "zjol.com.cn"),
        ),
        ("https://IMG.zjolcdn.com", ("https://img.zjolcdn.com", "img.zjolcdn.com", "zjolcdn.com")),
        ("http://a.b.zjol.com.cn:8080?x", ("http://a.b.zjol.com.cn:8080", "a.b.zjol.com.cn",
                                           "zjol.com.cn")),
        ("http://127.0.0.1:80/", ("http://127.0.0.1:80", "127.0.0.1", "127.0.0.1")),
        ("http://[::1]:80/", ("http://[::1]:80", "::1", "::1")),
        ("http://localhost/", ("http://localhost", "localhost", "localhost")),
    ],
)  # fmt: skip
def test_an_address_has_an_origin_a_host_and_a_site(url, expected):
    assert expected == place(url)
