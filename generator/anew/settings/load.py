"""A path to `sdk.yaml` becomes `Settings`: read, judged, laid over its preset, judged again, built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anew.errors import Diagnostic, DocumentError, UsageError
from anew.model import Package
from anew.settings import build, check, meaning, presets
from anew.settings.shape import Mention, OperationRule, Settings
from anew.settings.source import Source, read

_EXCHANGES = ("login", "refresh", "logout")


def load(path: Path) -> Settings:
    """Read `sdk.yaml`; members of the package that it leaves out stay empty (see `naming.complete`).

    Raises:
        DocumentError: everything that is wrong in the file, each with line and column.
        UsageError: there is no such file, or it cannot be read.
    """
    try:
        source = read(path)
    except OSError as error:
        raise UsageError(Diagnostic(f"cannot read {path}: {error.strerror or error}")) from None
    _refuse(check.check(source))
    preset = _preset(source)
    if "oauth" in source.data.get("session", {}):
        preset = presets.without_login(preset)
    data = presets.merge(preset, source.data)
    data["errors"] = [*source.data.get("errors", []), *preset.get("errors", [])]
    _refuse(meaning.check(source, data))
    return _settings(path, source, data, preset)


def defaults() -> Settings:
    """Be what holds without `sdk.yaml`: no envelope, no session."""
    return Settings(document=None, package=_package({}))


def _settings(path: Path, source: Source, data: dict[str, Any], preset: dict[str, Any]) -> Settings:
    return Settings(
        document=path.parent / data["document"] if "document" in data else None,
        overlays=tuple(path.parent / one for one in data.get("overlays", ())),
        package=_package(data.get("package", {})),
        envelopes=tuple(build.envelope(name, one) for name, one in data.get("envelopes", {}).items()),
        operations=_rules(source, preset),
        errors=tuple(build.error_rule(rule) for rule in data["errors"]),
        session=build.session(data["session"]) if "session" in data else None,
        pagings=tuple(build.paging(name, one) for name, one in data.get("paging", {}).items()),
        enums=data.get("enums", "open"),
        lenient=data.get("lenient", False),
        references=data.get("references", "strict"),
        hosts=tuple(data.get("remote", {}).get("hosts", ())),
        mentions=_mentions(source),
        scheme=_scheme(source),
        file=path,
    )


def _preset(source: Source) -> dict[str, Any]:
    name = source.data.get("preset")
    if name is None:
        return {}
    known = presets.names()
    if name not in known:
        place = source.place("/preset")
        fault = Diagnostic(f"there is no preset `{name}`", place, check.choices(known), check.suggest(name, known))
        raise DocumentError(fault)
    return presets.load(name)


def _package(data: dict[str, Any]) -> Package:
    return Package(
        name=data.get("name", ""),
        client=data.get("client", ""),
        distribution=data.get("distribution", ""),
        version=data.get("version", ""),
        http=data.get("http", "httpx"),
    )


def _rules(source: Source, preset: dict[str, Any]) -> tuple[OperationRule, ...]:
    below = [build.operation_rule(rule, None) for rule in preset.get("operations", [])]
    own = enumerate(source.data.get("operations", []))
    return (*below, *(build.operation_rule(rule, source.place(f"/operations/{index}/match")) for index, rule in own))


def _mentions(source: Source) -> tuple[Mention, ...]:
    session = source.data.get("session", {})
    said = {key: session.get(key, {}) for key in _EXCHANGES if session.get(key) != build.LOGIN}
    named = ((key, exchange.get("operation")) for key, exchange in said.items())
    return tuple(Mention(name.strip(), source.place(f"/session/{key}/operation")) for key, name in named if name)


def _scheme(source: Source) -> Mention | None:
    """Note which security scheme is meant to give tokens."""
    flow = source.data.get("session", {}).get("oauth", {})
    return Mention(flow["scheme"], source.place("/session/oauth/scheme")) if "scheme" in flow else None


def _refuse(found: list[Diagnostic]) -> None:
    if found:
        raise DocumentError(*found)
