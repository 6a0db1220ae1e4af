"""An envelope document becomes what callers get of it by `init` and `generate` alone, without writing anything."""

from __future__ import annotations

from pathlib import Path

from anew import document, normalise, parse, pipeline, settings, upstream
from anew.model import Answer, Api, Array, Map, Model, Nullable, Operation, Ref, Tuple, Type, Union
from anew.settings import Settings
from attrs import frozen

from tests.corpus.documents import Subject


@frozen
class Unwrapped:
    """A document with its settings, and the model that its SDK would be written from."""

    settings: Settings
    api: Api

    @property
    def operations(self) -> list[Operation]:
        """All operations."""
        return [operation for group in self.api.groups for operation in group.operations]

    def answers(self) -> list[Answer]:
        """All successful answers that are JSON, or were, before their envelope was taken away."""
        kinds = ("json", "empty")
        return [one for operation in self.operations for one in operation.answers if one.kind in kinds]

    def wrapped(self) -> list[str]:
        """Name the operations that give an envelope to their caller: a model with a code and the slot of a payload."""
        return [one.id for one in self.operations if any(self._is_wrapper(answer.type) for answer in one.answers)]

    def _is_wrapper(self, type_: Type | None) -> bool:
        models = (self._model(name) for name in references(type_))
        return any(model is not None and self._looks_wrapped(model) for model in models)

    def _looks_wrapped(self, model: Model) -> bool:
        wires = {field.wire for field in model.fields}
        return any(
            {place.split("/")[1] for place in (*one.require, one.data) if place} <= wires and bool(one.require)
            for one in self.settings.envelopes
            if one.data or set(one.drop) <= wires
        )

    def _model(self, name: str) -> Model | None:
        return next((one for one in self.api.schemas if isinstance(one, Model) and one.name == name), None)


def unwrap(subject: Subject, folder: Path) -> Unwrapped:
    """Do what `init` and `generate` do up to the model; `folder` takes the settings."""
    config = folder / "sdk.yaml"
    config.write_text(pipeline.draft(subject.path, config).text, "utf-8")
    found = settings.load(config)
    read = document.load(subject.path)
    normal = normalise.normalise(read, found)
    return Unwrapped(found, parse.parse(normal, upstream.parse(normal.tame), read, found))


def references(type_: Type | None) -> list[str]:
    """Name the types that a caller gets at once: inside of unions, not inside of lists."""
    match type_:
        case Ref(name):
            return [name]
        case Nullable(inner):
            return references(inner)
        case Union(members):
            return [name for member in members for name in references(member)]
        case Array() | Map() | Tuple() | None:
            return []
        case _:
            return []
