"""Servers of any dialect become base URLs."""

from __future__ import annotations

from typing import Any

from anew.document import Document
from anew.model import Server
from anew.normalise.keywords import mapping, sequence, text


def servers(document: Document) -> tuple[Server, ...]:
    """Read the base URLs of a document, the first of which is the default."""
    if document.dialect == "2.0":
        return _of_parts(document.root)
    return tuple(_server(one) for one in sequence(document.root.get("servers")) if text(mapping(one).get("url")))


def own(*holders: dict[str, Any]) -> Server | None:
    """Give the server that an operation or its path has of its own."""
    for holder in holders:
        for one in sequence(holder.get("servers")):
            if text(mapping(one).get("url")):
                return _server(one)
    return None


def _server(value: dict[str, Any]) -> Server:
    found = {name: mapping(one) for name, one in mapping(value.get("variables")).items()}
    choices = {name: tuple(filter(None, map(text, sequence(one.get("enum"))))) for name, one in found.items()}
    variables = tuple((name, text(one.get("default")) or next(iter(choices[name]), "")) for name, one in found.items())
    return Server(text(value["url"]), text(value.get("description")), variables, tuple(choices.items()))


def _of_parts(root: dict[str, Any]) -> tuple[Server, ...]:
    """Put together what Swagger 2.0 gives in parts; without a host, the path alone is left."""
    host, path = text(root.get("host")), text(root.get("basePath")).rstrip("/")
    schemes = [one for one in sequence(root.get("schemes")) if one in ("https", "http")] or ["https"]
    if not host:
        return (Server(path),) if path else ()
    return tuple(Server(f"{scheme}://{host}{path}") for scheme in sorted(schemes, reverse=True))
