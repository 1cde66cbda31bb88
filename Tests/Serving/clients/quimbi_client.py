"""A small client of the read API, as a support app would have one: it retries, keeps answers by their tags, asks for many
customers at once, and falls back on what it knows when the server is away. The standard library is all it needs."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any, Iterator


class QuimbiError(Exception):
    def __init__(self, status: int, code: str, message: str, field: str | None = None):
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.field = status, code, field


@dataclass
class Answer:
    body: Any
    run: str | None
    age_seconds: int | None
    freshness: str | None
    is_from_cache: bool = False
    is_fallback: bool = False


class QuimbiClient:
    """`attempts` requests at most for one call; 429 and 503 are waited for as the server asks, up to `patience` seconds."""

    def __init__(self, url: str, key: str, attempts: int = 3, patience: float = 5.0, timeout: float = 10.0):
        self.url, self.key = url.rstrip("/"), key
        self.attempts, self.patience, self.timeout = attempts, patience, timeout
        self._kept: dict[str, tuple[str, Answer]] = {}

    def get(self, path: str, run: str | None = None, **query: Any) -> Answer:
        asked = {name: value for name, value in query.items() if value is not None}
        address = path + ("?" + urllib.parse.urlencode(asked) if asked else "")
        slot = f"{run or ''} {address}"
        tag, kept = self._kept.get(slot, (None, None))
        headers = ({"If-None-Match": tag} if tag else {}) | ({"X-Quimbi-Run": run} if run else {})
        try:
            status, answered, body = self._send("GET", address, headers)
        except (QuimbiError, OSError) as error:
            if kept is None or (isinstance(error, QuimbiError) and error.status not in (429, 503)):
                raise
            return Answer(kept.body, kept.run, kept.age_seconds, kept.freshness, is_from_cache=True, is_fallback=True)
        if status == 304 and kept is not None:
            return Answer(kept.body, kept.run, _whole(answered.get("X-Quimbi-Age")), answered.get("X-Quimbi-Freshness"), True)
        answer = self._answer(answered, json.loads(body))
        if "ETag" in answered:
            self._kept[slot] = (answered["ETag"], answer)
        return answer

    def post(self, path: str, body: dict[str, Any] | None = None) -> Answer:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        data = json.dumps(body).encode() if body is not None else b""
        _, answered, text = self._send("POST", path, headers, data)
        return self._answer(answered, json.loads(text))

    def rows(self, path: str, member: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list, all from the run that it began with."""
        cursor = None
        while True:
            page = self.get(path, cursor=cursor, **query).body
            yield from page[member]
            if (cursor := page["next_cursor"]) is None:
                return

    def table(self, path: str, **query: Any) -> str:
        """A list or a report's list as CSV."""
        address = path + ("?" + urllib.parse.urlencode(query) if query else "")
        return self._send("GET", address, {"Accept": "text/csv"})[2].decode()

    def analyze(self, customer: str, orders: list[dict[str, Any]] | None = None) -> Answer:
        context = {"context": {"orders": orders}} if orders else {}
        return self.post("/api/intelligence/analyze", {"customer_id": customer} | context)

    def analyze_many(self, customers: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
        """Any number of customers, 500 a request: those found, and the ids of the others."""
        found, missing = [], []
        for start in range(0, len(customers), 500):
            body = self.post("/api/intelligence/batch", {"customer_ids": customers[start:start + 500]}).body
            found += body["customers"]
            missing += body["not_found"]
        return found, missing

    def events(self, after: int | None = None) -> Iterator[tuple[int, str, dict[str, Any]]]:
        """Events as they are published: id, kind and data."""
        headers = {"X-API-Key": self.key} | ({"Last-Event-ID": str(after)} if after is not None else {})
        request = urllib.request.Request(self.url + "/api/events/stream", headers=headers)
        with urllib.request.urlopen(request, timeout=30) as stream:
            fields: dict[str, str] = {}
            for line in stream:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif "data" in fields:
                    yield int(fields["id"]), fields["event"], json.loads(fields["data"])
                    fields = {}

    def _send(self, method: str, address: str, headers: dict[str, str], data: bytes | None = None):
        for attempt in range(1, self.attempts + 1):
            request = urllib.request.Request(self.url + address, data, {"X-API-Key": self.key} | headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                    return answer.status, answer.headers, answer.read()
            except urllib.error.HTTPError as error:
                if error.code == 304:
                    return 304, error.headers, b""
                failure = self._error(error)
                pause = float(error.headers.get("Retry-After", 0.2 * 2**attempt))
                if error.code not in (429, 503) or attempt == self.attempts or pause > self.patience:
                    raise failure from None
            except OSError:
                if attempt == self.attempts:
                    raise
                pause = 0.2 * 2**attempt
            time.sleep(pause)
        raise AssertionError("an attempt returns or raises")

    @staticmethod
    def _error(error: urllib.error.HTTPError) -> QuimbiError:
        body = json.loads(error.read() or b"{}").get("error", {})
        return QuimbiError(error.code, body.get("code", ""), body.get("message", ""), body.get("details", {}).get("field"))

    @staticmethod
    def _answer(headers, body: Any) -> Answer:
        return Answer(body, headers.get("X-Quimbi-Run"), _whole(headers.get("X-Quimbi-Age")), headers.get("X-Quimbi-Freshness"))


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)
