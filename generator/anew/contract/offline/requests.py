"""An operation and made-up arguments become what is wrong with the request that the SDK builds of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any
from urllib.parse import quote, urljoin

from attrs import evolve, field, frozen

from anew.contract.offline.bodies import OCTETS, TEXT, Sent, fits, in_order, judge_body
from anew.contract.offline.reading import Content, Described, Parameter, placeholder
from anew.contract.offline.sdk import Endpoint
from anew.contract.offline.tally import Tally
from anew.contract.offline.typed import MisfitError
from anew.contract.offline.wire import canonical, in_cookie, in_header, in_path, in_query, same_json
from anew.samples import Sampler
from anew.samples.schemas import Schemas
from anew.samples.text import PLAIN

BASE = "https://api.test/base"
_IGNORED = frozenset({"accept", "authorization", "content-type"})
_FRAMING = frozenset({"content-length", "transfer-encoding", "host", "connection"})
_SPICY = PLAIN + " \u00e9\u4e2d&=?/%+,#;|[]\"'<>"
_UNSENDABLE: tuple[Any, ...] = (None, "", ".", "..", [], {})
_SAFE = "/{}:*+;,@!$&'()=%"
_TRIES = 8
FULLNESS = {0: 1.0, 1: 0.0}
"""By turn: everything first, then as little as there may be, then what chance brings."""


@frozen
class Case:
    """The arguments of one call."""

    arguments: tuple[tuple[Parameter, Any], ...]
    content: Content | None = None
    offered: str = ""
    """What the SDK calls the media type of the body; empty where it has none such."""
    kind: str = ""
    """How the SDK writes the body."""
    body: Any = field(default=None)


class _NothingToTryError(Exception):
    """No valid argument was found."""


def try_requests(described: Described, endpoint: Endpoint, sampler: Sampler, cases: int) -> Tally:
    """Build requests with arguments that the document allows, and compare them with what it describes."""
    tally = Tally()
    for turn in range(cases):
        try:
            case = _case(described, endpoint, sampler, turn)
        except _NothingToTryError as reason:
            tally.leave(str(reason))
            continue
        tally.count(_problems(described, endpoint, case, sampler.schemas), f"case {turn}")
    return tally


def _case(described: Described, endpoint: Endpoint, sampler: Sampler, turn: int) -> Case:
    """Choose arguments: all of them first, then only those that must be, then any."""
    rng = Random(f"{described.at} {turn}")  # noqa: S311  # nothing here is secret
    arguments = []
    for parameter in (*described.parameters, *_undeclared(described, endpoint)):
        if parameter.required or turn == 0 or (turn > 1 and rng.random() < 0.6):
            value = _argument(parameter, sampler, turn)
            if value is not _UNSENDABLE:
                arguments.append((parameter, value))
    given = tuple(arguments)
    if not described.bodies or (not described.body_required and turn == 1):
        return Case(given)
    offered = [(one, name) for one in described.bodies if (name := _offered(one, described, endpoint))]
    if not offered:
        return Case(given, described.bodies[0])
    content, name = offered[turn % len(offered)]
    kind = endpoint.entry["bodies"][name]["kind"]
    return Case(given, content, name, kind, _body(content, kind, sampler, turn))


def _offered(content: Content, described: Described, endpoint: Endpoint) -> str:
    """Give what the SDK calls a media type; a range, such as `*/*`, is something definite there."""
    known = endpoint.entry["bodies"]
    if content.media_type in known:
        return content.media_type
    documented = {one.media_type for one in described.bodies}
    return next((name for name in known if name not in documented and fits(content.media_type, name)), "")


def _undeclared(described: Described, endpoint: Endpoint) -> Iterator[Parameter]:
    """Give the placeholders of the path that the document forgot to declare; they are texts."""
    declared = {one.name for one in described.parameters if one.place == "path"}
    for one in endpoint.entry["parameters"]:
        if one["location"] == "path" and one["wire"] not in declared and f"{{{one['wire']}}}" in described.path:
            yield Parameter(one["wire"], "path", {"type": "string", "minLength": 1}, True, "simple", explode=False)


def _argument(parameter: Parameter, sampler: Sampler, turn: int) -> Any:
    alphabet = PLAIN if parameter.place in ("header", "cookie") or turn % 2 else _SPICY
    own = sampler.reseeded(f"{parameter.name} {turn}", alphabet=alphabet)
    for _ in range(_TRIES):
        value = own.value(parameter.schema, direction="request", fullness=FULLNESS.get(turn))
        if _is_sendable(parameter, value) and own.valid(parameter.schema, value, direction="request"):
            return value
    if parameter.required:
        raise _NothingToTryError(f"no valid value for the parameter {parameter.name!r} was found")
    return _UNSENDABLE


def _is_sendable(parameter: Parameter, value: Any) -> bool:
    """Tell whether there is a way to write a value where it goes."""
    if value is None or (parameter.place == "path" and value in _UNSENDABLE):
        return False
    if parameter.place == "path" and parameter.style == "simple" and isinstance(value, list):
        return value != [""]
    if parameter.place in ("header", "cookie"):
        text = in_header(parameter, value) or ""
        return text == text.strip() and text.isascii() and text.isprintable()
    return True


def _body(content: Content, kind: str, sampler: Sampler, turn: int) -> Any:
    if kind == "binary":
        return OCTETS
    schema = content.schema if content.schema is not None else True
    own = sampler.reseeded(f"{content.media_type} {turn}", alphabet=_SPICY if turn % 2 else PLAIN)
    if kind == "text":
        value = own.value(schema, direction="request")
        return value if isinstance(value, str) and "xml" not in content.media_type else TEXT
    for _ in range(_TRIES):
        value = own.value(schema, direction="request", fullness=FULLNESS.get(turn))
        if (kind == "json" or isinstance(value, dict)) and own.valid(schema, value, direction="request"):
            return value
    raise _NothingToTryError(f"no valid body was found: {own.reason(schema, value, direction='request')}"[:300])


def _problems(described: Described, endpoint: Endpoint, case: Case, schemas: Schemas) -> Iterator[str]:
    """Say what is wrong with the request of a case; nothing where it is as described."""
    try:
        keywords = _keywords(endpoint, case)
        case = _in_their_order(endpoint, case, keywords)
        call = endpoint.function(**keywords)
        request = call.request(BASE)
        content = request.read()
    except MisfitError as misfit:
        yield str(misfit)
        return
    except Exception as error:  # whatever the SDK raises is a finding
        yield f"building the request raises {type(error).__name__}: {error}"[:300]
        return
    if request.method != described.method:
        yield f"the method is {request.method} instead of {described.method}"
    yield from _url_problems(described, case, str(request.url))
    yield from _header_problems(case, request.headers)
    if case.content is not None:
        sent = Sent(request.headers.get("content-type", ""), content)
        yield from judge_body(case.kind, case.content, case.body, sent, schemas)
    elif content:
        yield f"there is a body of {len(content)} bytes, and none was given"


def _keywords(endpoint: Endpoint, case: Case) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for parameter, value in case.arguments:
        argument = endpoint.argument(parameter.name, parameter.place)
        if argument is not None:
            found[argument] = _typed(endpoint, argument, value, parameter)
        elif parameter.place != "header" or parameter.name.lower() not in _IGNORED:
            raise MisfitError(f"the SDK has no parameter for {parameter.name!r} in the {parameter.place}")
    if case.content is not None:
        if not case.kind:
            raise MisfitError(f"the SDK has no body of the type {case.content.media_type!r}")
        raw = case.kind in ("text", "binary")
        found["body"] = case.body if raw else _typed_body(endpoint, case)
        if "content_type" in endpoint.hints:
            found["content_type"] = case.offered
    return found


def _in_their_order(endpoint: Endpoint, case: Case, keywords: Mapping[str, Any]) -> Case:
    """Bring the properties of objects into the order of the SDK's models: it means nothing, but it shows in texts."""
    arguments = tuple(
        (one, _ordered(value, endpoint.sdk.encode(keywords.get(endpoint.argument(one.name, one.place) or ""))))
        for one, value in case.arguments
    )
    if case.kind not in ("form", "multipart"):
        return evolve(case, arguments=arguments)
    return evolve(case, arguments=arguments, body=_ordered(case.body, endpoint.sdk.encode(keywords["body"])))


def _ordered(value: Any, like: Any) -> Any:
    if isinstance(value, dict) and isinstance(like, dict):
        names = [*(name for name in like if name in value), *(name for name in value if name not in like)]
        return {name: _ordered(value[name], like.get(name)) for name in names}
    if isinstance(value, list) and isinstance(like, list) and len(value) == len(like):
        return [_ordered(one, other) for one, other in zip(value, like, strict=True)]
    return value


def _typed(endpoint: Endpoint, argument: str, value: Any, parameter: Parameter) -> Any:
    try:
        return endpoint.typed(argument, value)
    except MisfitError as misfit:
        raise MisfitError(f"{parameter.name}: {misfit}") from None


def _typed_body(endpoint: Endpoint, case: Case) -> Any:
    try:
        return endpoint.typed("body", case.body, files=case.kind == "multipart")
    except MisfitError as misfit:
        raise MisfitError(f"body: {misfit}") from None


def _url_problems(described: Described, case: Case, url: str) -> Iterator[str]:
    before, _, query = url.partition("?")
    template, _, fixed = described.path.partition("#")[0].partition("?")
    path: str | None = quote(template, safe=_SAFE)
    for parameter, value in case.arguments:
        if parameter.place == "path" and path is not None:
            written = in_path(parameter, value)
            place = placeholder(quote(parameter.name, safe=_SAFE))
            path = None if written is None else place.sub(lambda _, written=written: written, path)  # type: ignore[misc]
    if path is not None:
        base = urljoin(BASE, described.server) if described.server else BASE
        if canonical(base.rstrip("/") + path) != canonical(before):
            yield f"the URL is {_around(canonical(before), canonical(base.rstrip('/') + path))}"
    yield from _query_problems(case, fixed.split("&") if fixed else [], query)


def _query_problems(case: Case, fixed: Sequence[str], query: str) -> Iterator[str]:
    expected, loose, open_ended = list(fixed), False, False
    for parameter, value in case.arguments:
        if parameter.place == "query":
            written = in_query(parameter, value)
            loose = loose or parameter.reserved
            open_ended = open_ended or written is None
            # What may stay as it is in a query may look like its end.
            expected += [part for one in written or [] for part in (_split(one) if parameter.reserved else [one])]
    actual = query.split("&") if query else []
    documents = {parameter.name for parameter, _ in case.arguments if parameter.media_type}
    wanted = in_order(same_json(canonical(one, loose=loose), documents) for one in expected)
    found = in_order(same_json(canonical(one, loose=loose), documents) for one in actual)
    if wanted != found and not (open_ended and set(wanted) <= set(found)):
        extra = [one for one in found if one not in wanted]
        missing = [one for one in wanted if one not in found]
        yield f"the query has {extra} instead of {missing}"[:400]


def _split(written: str) -> list[str]:
    # What looks like an escaped character already stays as it is, too: RFC 6570, 3.2.3.
    return re.sub("%25(?=[0-9a-fA-F]{2})", "%", written.replace("%26", "&")).split("&")


def _around(found: str, wanted: str) -> str:
    """Show where two texts begin to differ."""
    pairs = zip(found, wanted, strict=False)
    same = next((index for index, (one, other) in enumerate(pairs) if one != other), min(len(found), len(wanted)))
    start = max(0, same - 20)
    return f"…{found[start : same + 60]} instead of …{wanted[start : same + 60]}"


def _header_problems(case: Case, headers: Mapping[str, str]) -> Iterator[str]:
    cookies: list[str] = []
    for parameter, value in case.arguments:
        if parameter.place == "header":
            yield from _header_problem(parameter, value, headers)
        elif parameter.place == "cookie":
            cookies += in_cookie(parameter, value) or []
    actual = [one for one in headers.get("cookie", "").split("; ") if one]
    if not {canonical(one, loose=True) for one in cookies} <= {canonical(one, loose=True) for one in actual}:
        yield f"the cookies are {actual} instead of {cookies}"[:300]


def _header_problem(parameter: Parameter, value: Any, headers: Mapping[str, str]) -> Iterator[str]:
    written, actual = in_header(parameter, value), headers.get(parameter.name)
    if parameter.name.lower() in _FRAMING:
        # What frames a message is for whoever writes the message.
        if "," in (actual or ""):
            yield f"the header {parameter.name} is there twice: {actual}"
    elif parameter.name.lower() in _IGNORED:
        if parameter.name.lower() == "authorization" and actual is not None:
            yield "the header parameter Authorization is sent, and would replace the session's"
    elif written is not None and actual != written:
        yield f"the header {parameter.name} is {actual!r} instead of {written!r}"[:300]
