"""Cases that keep to the document become calls of the SDK's endpoints, which have to send the very same.

Only what the document describes is compared: schemathesis sends further parameters to see whether a server minds.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from attrs import frozen

from anew import model
from anew.contract.offline.likeness import difference, same_text
from anew.contract.offline.sdk import Endpoint, Sdk, locate, open_package
from anew.contract.server.findings import Finding
from anew.contract.server.values import UnclearError, value_of
from anew.contract.target import Api
from anew.contract.target import Endpoint as Known
from anew.errors import Diagnostic, UsageError

_PHASES = ("examples", "fuzzing")
"""Cases of the borders hold texts instead of values, so there is nothing to give to a typed endpoint."""
_KINDS = {"path": "path_parameters", "query": "query", "header": "headers", "cookie": "cookies"}
_RESERVED = ("accept", "authorization", "content-type")


@frozen
class Sent:
    """A case and what schemathesis made of it."""

    case: Any
    url: str
    headers: Mapping[str, str]
    """Names in lower case."""
    content: bytes


def sent(case: Any, request: Any) -> Sent:
    """Take what was recorded of a request."""
    headers = {name.lower(): values[0] for name, values in request.headers.items() if values}
    return Sent(case, request.uri, headers, request.body or b"")


def open_sdk(name: str) -> Sdk:
    """Find a generated package, and see to it that it can be imported.

    Raises:
        UsageError: there is none of that name.
    """
    package = locate(name)
    if package is None:
        raise UsageError(Diagnostic(f"there is no generated package {name}", fix="install it, or give its folder"))
    # First of all: an installed package of the same name is not the one whose folder was given.
    sys.path.insert(0, str(package.parent))
    return open_package(package)


@frozen
class Through:
    """Compares one request after the other."""

    endpoints: Mapping[tuple[str, str], Endpoint]
    known: Api
    base_url: str

    def __call__(self, one: Sent, request: Callable[[], str]) -> Iterator[Finding]:
        """Say where the SDK differs; `request` gives a curl command for a finding."""
        operation = one.case.operation
        endpoint = self.endpoints.get((operation.method.upper(), operation.path))
        said = self.known.endpoints.get(operation.label)
        if endpoint is None or said is None or one.case.meta.phase.name.value not in _PHASES:
            return
        try:
            values = dict(_values(said, one.case))
        except UnclearError:
            return
        try:
            with warnings.catch_warnings():
                # That an operation is deprecated is nothing that an endpoint may not say.
                warnings.simplefilter("ignore", DeprecationWarning)
                call = endpoint.function(**dict(_arguments(endpoint, one.case, values)))
            ours = call.request(self.base_url)
            content = ours.read()
        except Exception as error:
            about = type(error).__name__
            yield Finding("sdk-refused", operation.label, about, f"{type(error).__name__}: {error}"[:400], request())
            return
        ours_is = Made(str(ours.url), ours.headers, content, frozenset(values), _fields(said, self.known, one.case))
        for about, message in _differences(one, ours_is):
            yield Finding("sdk-request", operation.label, about, message[:400], request())


@frozen
class Made:
    """What the SDK made of a case."""

    url: str
    headers: Mapping[str, str]
    content: bytes
    given: frozenset[tuple[str, str]]
    """Place and wire name of the parameters that were given."""
    fields: frozenset[str]
    """Names of a form's fields that the document knows."""


def _values(said: Known, case: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    """Read the arguments back that the document knows; raises UnclearError."""
    for parameter in said.said.parameters:
        written = getattr(case, _KINDS[parameter.location]) or {}
        if parameter.wire in written:
            yield (parameter.location, parameter.wire), value_of(parameter, written[parameter.wire])


def _fields(said: Known, known: Api, case: Any) -> frozenset[str]:
    body = next((one for one in said.said.bodies if one.media_type == case.media_type), None)
    found = known.models.get(body.type.name) if body and isinstance(body.type, model.Ref) else None
    return frozenset(one.wire for one in found.fields) if found else frozenset()


def _arguments(endpoint: Endpoint, case: Any, values: Mapping[tuple[str, str], Any]) -> Iterator[tuple[str, Any]]:
    for (place, wire), value in values.items():
        name = endpoint.argument(wire, place)
        if name is not None:
            yield name, endpoint.typed(name, value)
    media = str(case.media_type or "").partition(";")[0]
    if media in endpoint.entry["bodies"] and type(case.body).__name__ != "NotSet":
        kind = endpoint.entry["bodies"][media]["kind"]
        raw = kind in ("text", "binary")
        yield "body", _octets(case.body) if raw else endpoint.typed("body", case.body)
        if "content_type" in endpoint.hints:
            yield "content_type", case.media_type


def _octets(body: Any) -> Any:
    return getattr(body, "data", body)


def _differences(one: Sent, made: Made) -> Iterator[tuple[str, str]]:
    ours, theirs = urlsplit(made.url), urlsplit(one.url)
    if not _same_path(ours.path, theirs.path):
        yield "path", f"the path is {ours.path} instead of {theirs.path}"
    for place, name in sorted(made.given):
        mine, wanted = _pairs(ours.query, name), _pairs(theirs.query, name)
        if place == "query" and not _same_pairs(mine, wanted):
            yield f"query {name}", f"the query has {mine} instead of {wanted}"
        text, other = made.headers.get(name, ""), one.headers.get(name.lower(), "")
        if place == "header" and name.lower() not in _RESERVED and not _same(text, other):
            yield f"header {name}", f"the header {name} is not what was asked for"
    yield from _body(one, made)


def _same_path(one: str, other: str) -> bool:
    ours, theirs = one.split("/"), other.split("/")
    pairs = zip(ours, theirs, strict=False)
    return len(ours) == len(theirs) and all(_same(unquote(mine), unquote(wanted)) for mine, wanted in pairs)


def _pairs(query: str, name: str) -> list[tuple[str, str]]:
    """Give a parameter's own pairs, those of its members (`filter[status]`) included."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return sorted((key, value) for key, value in pairs if key == name or key.startswith(f"{name}["))


def _same_pairs(mine: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> bool:
    if Counter(mine) == Counter(wanted):
        return True
    return len(mine) == len(wanted) and all(
        ours[0] == theirs[0] and _same(ours[1], theirs[1]) for ours, theirs in zip(mine, wanted, strict=True)
    )


def _same(one: str, other: str) -> bool:
    """Whether two texts mean the same: the same text, number, moment or JSON."""
    if one == other or same_text(one, other):
        return True
    if one.startswith(("{", "[")) and other.startswith(("{", "[")):
        return not difference(_json(other.encode()), _json(one.encode()), "")
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def _body(one: Sent, made: Made) -> Iterator[tuple[str, str]]:
    media, content = made.headers.get("content-type", ""), made.content
    if not one.content and not content:
        return
    wanted = one.headers.get("content-type", "").partition(";")[0].lower()
    if media.partition(";")[0].lower() != wanted:
        yield "content-type", f"the media type is {media or 'missing'} instead of {wanted}"
    elif "json" in wanted:
        if found := difference(_json(one.content), _json(content), "body"):
            yield "body", found
    elif "urlencoded" in wanted:
        read = (parse_qsl(text.decode("latin-1"), keep_blank_values=True) for text in (content, one.content))
        mine, theirs = (sorted(pair for pair in pairs if pair[0] in made.fields) for pairs in read)
        if not _same_pairs(mine, theirs):
            yield "body", "the form's fields are not those that were asked for"
    elif "multipart" not in wanted and content != one.content:
        yield "body", f"the body has {len(content)} bytes that are not the {len(one.content)} that were asked for"


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
