"""What is recorded equals what crossed the wire, byte for byte, on every kind of connection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from crawler.models import Exchange
from wire_cases import CASES, MIXED, TLS_CASES, Case, script
from wire_crawl import Result
from wire_proxy import ConnectProxy
from wire_run import certificates, crawl, serve
from wire_server import WireServer

PROXY_CASES = ("odd-case", "duplicates", "chunk-extensions", "early-hints", "short", "brotli")


@dataclass(slots=True, kw_only=True)
class Run:
    """Both sides of a crawl."""

    transport: str
    server: WireServer
    result: Result
    cases: dict[str, Case]
    connects: list[bytes] = field(default_factory=list)

    def captured(self, path: str) -> list[Exchange]:
        exchanges = [e for e in self.result.exchanges if e.url.partition("example")[2] == path]
        return sorted(exchanges, key=lambda exchange: exchange.began_at)


def _requests(cases: dict[str, Case], scheme: str, proxy: str | None) -> list[dict[str, Any]]:
    requests = []
    for name, case in cases.items():
        request = {"url": f"{scheme}://{name}.wire.example/{name}", **case.request}
        if proxy:
            request["meta"] = {**request.get("meta", {}), "proxy": proxy}
        requests.append(request)
    return requests


def _mixed(scheme: str) -> list[dict[str, Any]]:
    return [
        {
            "url": f"{scheme}://mixed.wire.example/mixed/{number}",
            "method": "HEAD" if MIXED[number % len(MIXED)] == "head" else "GET",
        }
        for number in range(150)
    ]


def _silent(scheme: str) -> dict[str, Any]:
    origin = f"{scheme}://silent.wire.example"
    return {"url": f"{origin}/silent-1", "then": [{"url": f"{origin}/silent-2"}]}


@pytest.fixture(scope="module", params=["http", "https", "proxy", "connect"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp(request.param)
    transport = request.param
    certs = certificates(folder)
    scheme = "https" if transport in ("https", "connect") else "http"
    with serve(script, certs.context if scheme == "https" else None) as server:
        tunnel = ConnectProxy(server.port)
        proxy = {"proxy": server.port, "connect": tunnel.port}.get(transport)
        if proxy is None:
            cases = CASES | TLS_CASES if scheme == "https" else CASES
            requests = [*_requests(cases, scheme, None), *_mixed(scheme), _silent(scheme)]
            settings = {"ARCHIVE_CONNECT_TO": f"::127.0.0.1:{server.port}"}
        else:
            cases = {name: CASES[name] for name in PROXY_CASES}
            requests = _requests(cases, scheme, f"http://127.0.0.1:{proxy}")
            settings = {}
        settings["ROBOTSTXT_OBEY"] = transport == "http"
        with tunnel:
            result = crawl(folder, requests, settings, authority=certs.authority)
        yield Run(
            transport=transport,
            server=server,
            result=result,
            cases=cases,
            connects=tunnel.connects,
        )


def test_every_request_block_equals_the_wire(run: Run) -> None:
    expected = Counter((served.path, served.request) for served in run.server.served)
    captured = Counter(
        (exchange.url.partition("example")[2], exchange.request)
        for exchange in run.result.exchanges
    )
    assert expected == captured


def test_the_server_read_nothing_but_those_requests(run: Run) -> None:
    per_connection: dict[int, bytes] = {}
    for served in run.server.served:
        earlier = per_connection.get(served.connection, b"")
        per_connection[served.connection] = earlier + served.request
    read = {number: bytes(raw) for number, raw in run.server.raw.items() if raw}
    assert per_connection == read


def test_every_response_block_equals_the_wire(run: Run) -> None:
    wrong = []
    paths = {served.path for served in run.server.served}
    for path in sorted(paths):
        name = path.strip("/")
        case = run.cases.get(name)
        captured = sorted(e.interim + e.response for e in run.captured(path))
        expected = []
        for served in run.server.served:
            if served.path != path:
                continue
            sent = served.sent
            if case is not None:
                beyond = len(case.answer.trailing) + len(case.answer.late)
                sent = sent[: len(sent) - beyond]
                if case.prefix:
                    got = captured[0] if len(captured) == 1 else b"?"
                    sent = sent[: len(got)] if got and sent.startswith(got) else sent
            expected.append(sent)
        if sorted(expected) != captured:
            wrong.append(path)
    assert wrong == []


def test_every_connection_is_accounted_for(run: Run) -> None:
    assert len(run.server.served) == len(run.result.exchanges)


def test_what_was_cut_off_says_why(run: Run) -> None:
    expected, told = {}, {}
    for name, case in run.cases.items():
        expected[name] = (case.truncated, case.error)
        last = run.captured(f"/{name}")[-1]
        told[name] = (last.truncated, last.error)
    assert expected == told


def test_each_case_has_as_many_exchanges_as_it_took(run: Run) -> None:
    expected = {name: case.tries for name, case in run.cases.items()}
    taken = {name: len(run.captured(f"/{name}")) for name in run.cases}
    assert expected == taken


def test_interim_responses_and_trailing_bytes_are_kept_apart(run: Run) -> None:
    for name, case in run.cases.items():
        for exchange in run.captured(f"/{name}"):
            if case.tries == 1:
                assert (name, case.answer.interim) == (name, exchange.interim)
                assert (name, len(case.answer.trailing)) == (name, exchange.trailing_bytes)


def test_the_spider_sees_a_response_only_after_all_of_it_was_recorded(run: Run) -> None:
    recorded: Counter[str] = Counter()
    seen = 0
    for event, url in run.result.events:
        if event == "recorded":
            recorded[url] += 1
        else:
            seen += 1
            assert recorded[url] > 0, url
            assert len(run.captured(url.partition("example")[2])) == recorded[url], url
    assert len(run.result.outcomes) == seen > 0


def test_meta_names_the_capture_of_the_final_attempt(run: Run) -> None:
    for outcome in run.result.outcomes:
        assert outcome.capture is not None, outcome.url
        last = run.captured(outcome.url.partition("example")[2])[-1]
        assert last.began_at.isoformat() == outcome.capture.date


def test_failures_reach_the_errback_with_the_recorded_reason(run: Run) -> None:
    reasons = {o.url.rpartition("/")[2]: o.reason for o in run.result.outcomes if o.failure}
    for name, reason in reasons.items():
        if name in run.cases and name != "not-gzip":
            assert (name, run.cases[name].error) == (name, reason)


def test_addresses_protocols_and_ciphers_are_told(run: Run) -> None:
    proxied = run.transport in ("proxy", "connect")
    secure = run.transport in ("https", "connect")
    for exchange in run.result.exchanges:
        http = "http/1.0" if exchange.url.endswith("http10") else "http/1.1"
        assert ((http, "tls/1.3") if secure else (http,)) == exchange.protocols
        assert (None if proxied else "127.0.0.1") == exchange.ip_address
        assert secure == (exchange.cipher_suite is not None)
        assert exchange.began_at.tzinfo is not None
        assert exchange.fetch_time_ms >= 0
    if secure:
        suites = {cipher for _, _, cipher in run.server.handshakes}
        assert suites == {exchange.cipher_suite for exchange in run.result.exchanges}


def test_tls_asks_for_the_real_host_and_no_http2(run: Run) -> None:
    hosts = {e.url.split("/")[2] for e in run.result.exchanges if e.url.startswith("https")}
    assert hosts == {name for name, _, _ in run.server.handshakes}
    assert all(alpn is None for _, alpn, _ in run.server.handshakes)


def test_the_request_names_the_real_host_wherever_it_goes(run: Run) -> None:
    for exchange in run.result.exchanges:
        host = exchange.url.split("/")[2].encode()
        assert b"\r\nHost: " + host + b"\r\n" in exchange.request


def test_a_forward_proxy_is_sent_the_absolute_form(run: Run) -> None:
    for exchange in run.result.exchanges:
        target = exchange.request.split(b" ")[1].decode()
        path = exchange.url.partition("example")[2]
        assert (exchange.url if run.transport == "proxy" else path) == target


def test_a_tunnel_is_opened_but_not_recorded(run: Run) -> None:
    expected = set(PROXY_CASES) if run.transport == "connect" else set()
    opened = {head.split(b"//")[-1].split(b" ")[1].decode() for head in run.connects}
    assert {f"{name}.wire.example:443" for name in expected} == opened


def test_a_dead_kept_connection_gives_two_exchanges(run: Run) -> None:
    if run.transport in ("http", "https"):
        first, second = run.captured("/silent-2")
        assert (b"", "no-response" if run.transport == "http" else "reset") == (
            first.response,
            first.error,
        )
        assert (second.response.startswith(b"HTTP/1.1 200"), second.error) == (True, None)
        assert first.request == second.request


def test_robots_txt_is_recorded_too(run: Run) -> None:
    robots = [e for e in run.result.exchanges if e.url.endswith("wire.example/robots.txt")]
    hosts = {e.url.split("/")[2] for e in run.result.exchanges}
    if run.transport == "http":
        assert hosts <= {e.url.split("/")[2] for e in robots}


def test_connections_are_reused(run: Run) -> None:
    if run.transport in ("http", "https"):
        mixed = [served for served in run.server.served if served.path.startswith("/mixed/")]
        assert len(mixed) == 150
        assert len({served.connection for served in mixed}) <= 8
