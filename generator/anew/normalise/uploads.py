"""The media types of a body become those that can carry the files in it: multipart, whatever else is listed.

Frameworks list what they read by default: FastAPI a urlencoded form for a model with files, Elysia JSON beside it.
"""

from __future__ import annotations

from attrs import evolve

from anew.document import Found
from anew.normalise import media
from anew.normalise.keywords import mapping
from anew.normalise.raw import Content
from anew.normalise.schemas import Reader

_MULTIPART = "multipart/form-data"


def fitting(reader: Reader, contents: tuple[Content, ...]) -> tuple[Content, ...]:
    """Give the contents that can be sent; a form that holds files is multipart."""
    kinds = [media.body_kind(one.media_type, one.schema, reader.views) for one in contents]
    filled = [
        kind in ("json", "form") and _has_files(reader, one.schema) for kind, one in zip(kinds, contents, strict=True)
    ]
    if "multipart" in kinds:
        return tuple(one for one, has_files in zip(contents, filled, strict=True) if not has_files)
    return tuple(
        _as_multipart(reader, one) if has_files and kind == "form" else one
        for one, kind, has_files in zip(contents, kinds, filled, strict=True)
    )


def _as_multipart(reader: Reader, content: Content) -> Content:
    if content.schema is not None:
        reader.ledger.remark(
            "a urlencoded form has no place for its files, so it is sent as multipart", content.schema.at
        )
    return evolve(content, media_type=_MULTIPART)


def _has_files(reader: Reader, schema: Found | None) -> bool:
    """Tell whether a property is a file, or a list of files."""
    end = reader.views.end(schema.value, schema.at) if schema else None
    if end is None or not isinstance(end.value, dict):
        return False
    properties = reader.views.view(end.value, end.at).properties
    return any(_is_file(reader, parts[-1]) for parts in properties.values())


def _is_file(reader: Reader, found: Found) -> bool:
    end = reader.views.end(found.value, found.at)
    schema = mapping(end.value) if end else {}
    items = (
        Found(schema["items"], f"{found.at}/items") if schema.get("type") == "array" and "items" in schema else found
    )
    return media.is_octets(items, reader.views)
