"""A schema of any dialect becomes a type of the tame document; what needs a name is put aside and read later."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from attrs import define, evolve

from anew.document import Document, Found
from anew.document.pointers import variant_of
from anew.names import pascal
from anew.normalise import arrays, choices, enums, objects, scalars
from anew.normalise.facts import EnumFact, Form, ModelFact, Tame, Told
from anew.normalise.families import families, family
from anew.normalise.forms import ANY, NULL, Forms, key_of, nullable, point, union
from anew.normalise.hints import Hints
from anew.normalise.keywords import TELLING, bare, category, flag, mapping, reference, sequence, structural, text, types
from anew.normalise.keywords import nullable as says_nullable
from anew.normalise.ledger import Ledger, Line
from anew.normalise.views import View, Views

_OPEN: Tame = {"in progress": True}
_DEEPEST = 60
"""Levels of schemas without a name inside of each other; more is an attack or a mistake."""


@define(eq=False)
class Draft:
    """A named type, from the moment that somebody refers to it."""

    key: str
    at: str
    hint: str
    line: Line | None
    component: bool
    description: str = ""
    deprecated: bool = False
    content: ModelFact | EnumFact | Form | None = None


class Reader:
    """Reads schemas. A named type is only noted when it is met, so that nothing is read twice or without end."""

    def __init__(self, document: Document, ledger: Ledger, components: dict[str, Line]) -> None:
        """Read schemas of `document`; `components` are those that it names, by spot."""
        self.document = document
        self.ledger = ledger
        self.components = components
        self.views = Views(document, ledger)
        self.forms = Forms()
        self.drafts: dict[str, Draft] = {}
        self.told: dict[str, Told] = {}
        """What is said about properties, by what says it."""
        self._hints = Hints(document, {at: line.name for at, line in components.items()})
        self._families = families(document, components)
        self._known: dict[str, Tame] = {}
        self._looped: dict[str, Draft] = {}
        self._places: dict[tuple[int, str], str] = {}
        self._queue: deque[tuple[Draft, Callable[[Draft], ModelFact | EnumFact | Form]]] = deque()
        self._depth = 0

    def read(self, schema: Any, at: str, hint: str, *, named: bool = False) -> Tame:
        """Read a schema; `named` ones are components, whose unions get a name too."""
        if not isinstance(schema, dict):
            return self._odd(schema, at)
        if self._depth >= _DEEPEST:
            self.ledger.remark("the schema is nested too deeply, so its type is unknown", at, degrades=True)
            return ANY
        self._depth += 1
        try:
            return self._read(schema, at, hint, named)
        finally:
            self._depth -= 1

    def rename(self, names: dict[str, str]) -> None:
        """Call components otherwise than the document does, by the names that it gives them."""
        self._hints.rename({at: names[line.name] for at, line in self.components.items() if line.name in names})

    def safely(self, found: Found, hint: str) -> Tame:
        """Read a schema at the edge of the document, where nesting without end becomes a remark."""
        try:
            return self.read(found.value, found.at, hint)
        except RecursionError:
            self.ledger.remark("the schema is nested too deeply, so its type is unknown", found.at, degrades=True)
            return ANY

    def read_parts(self, parts: tuple[Found, ...], hint: str) -> Tame:
        """Read what several parts say about one thing."""
        telling = [part for part in parts if structural(part.value)]
        if len(telling) > 1:
            telling = [part for part in telling if not self._is_any_object(part)] or telling[-1:]
        if len(telling) <= 1:
            last = telling[0] if telling else parts[-1]
            return self.read(last.value, last.at, hint)
        at = telling[-1].at
        leaves = self.views.of_parts(tuple(telling), at)
        if reference(telling[-1].value) is not None and category(leaves.keywords) != "object":
            return self.read(telling[-1].value, at, hint)
        return self.shape(leaves, hint, named=False)

    def refer(self, target: str, at: str) -> Tame:
        """Read what a `$ref` leads to."""
        found = self.views.follow(target, at)
        return ANY if found is None else self.component(found)

    def component(self, found: Found) -> Tame:
        """Read a schema that others refer to, once."""
        known = self._known.get(found.at)
        if known is _OPEN:
            return point(self._loop(found).key)
        if known is None:
            self._known[found.at] = _OPEN
            line = self.components.get(found.at, self.ledger.current)
            with self.ledger.about(line):
                known = self._component(found)
            if found.at in self._looped:
                known = self._close(self._looped[found.at], known)
            self._known[found.at] = known
        return known

    def shape(self, view: View, hint: str, *, named: bool) -> Tame:
        """Read a view of a schema."""
        kinds = types(view.keywords)
        tame = self._shape(view, [kind for kind in kinds if kind != "null"], hint, named)
        if kinds == ["null"]:
            return NULL if tame == ANY else tame
        return nullable(tame) if "null" in kinds or says_nullable(view.keywords) else tame

    def define(
        self, view: View, hint: str, build: Callable[[Draft], ModelFact | EnumFact | Form], *, variant: str = ""
    ) -> Tame:
        """Refer to a named type whose content is built later."""
        at = variant_of(view.at, variant) if variant else view.at
        if view.whole:
            # YAML's aliases put one and the same schema into several places.
            at = self._places.setdefault((id(view.keywords), variant), at)
        if at not in self.drafts:
            draft = Draft(
                f"S{len(self.drafts)}",
                at,
                hint,
                self.ledger.current,
                view.at in self.components,
                text(view.keywords.get("description")) or _title(view, hint),
                flag(view.keywords.get("deprecated")),
            )
            self.drafts[at] = draft
            self._queue.append((draft, build))
        return point(self.drafts[at].key)

    def has_read(self, at: str) -> bool:
        """Tell whether somebody referred to a component."""
        return at in self._known

    def finish(self) -> None:
        """Build everything that was noted, and what is noted meanwhile."""
        while self._queue:
            draft, build = self._queue.popleft()
            with self.ledger.about(draft.line):
                try:
                    draft.content = build(draft)
                except RecursionError:
                    self.ledger.remark(
                        "the schema is nested too deeply, so its type is unknown", draft.at, degrades=True
                    )
                    draft.content = Form("box", (ANY,))

    def hint(self, at: str) -> str:
        """Propose a name for what stands at a spot that others refer to."""
        return self._hints.of(at)

    def _is_any_object(self, part: Found) -> bool:
        """Tell whether a part says no more than that there is an object, as bases do of what is made precise later."""
        end = self.views.end(part.value, part.at)
        return end is not None and isinstance(end.value, dict) and bare(end.value) and category(end.value) == "object"

    def _component(self, found: Found) -> Tame:
        children = self._families.get(found.at)
        if children:
            return family(self, found, children, self.hint(found.at))
        return self.read(found.value, found.at, self.hint(found.at), named=True)

    def _read(self, schema: dict[str, Any], at: str, hint: str, named: bool) -> Tame:
        if "$recursiveRef" in schema:
            return self._recursive(at)
        only = _only_reference(schema, at)
        if only is not None:
            tame = self.refer(only[0], only[1])
            return nullable(tame) if says_nullable(schema) or "null" in types(schema) else tame
        return self.shape(self.views.view(schema, at), hint, named=named)

    def _recursive(self, at: str) -> Tame:
        """Read what JSON Schema 2019-09 calls a recursive reference: it means the component that it is part of."""
        around = at
        while around and around not in self.components:
            around = around.rpartition("/")[0]
        return self.refer(around, around) if around else ANY

    def _shape(self, view: View, kinds: list[str], hint: str, named: bool) -> Tame:
        keywords = view.keywords
        if "const" in keywords:
            return enums.constant(self, keywords["const"], view.at)
        if sequence(keywords.get("enum")) and category(keywords) not in ("object", "array"):
            return enums.enum(self, view, hint, named=named)
        if view.choices:
            return choices.choice(self, view, hint, named=named)
        if len(kinds) > 1:
            single = {kind: evolve(view, keywords={**keywords, "type": kind}, whole=False) for kind in kinds}
            return union([self._shape(one, [kind], hint, named) for kind, one in single.items()])
        kind = category(keywords)
        if kind == "object":
            return objects.object_(self, view, hint)
        if kind == "array":
            return arrays.array(self, view, hint)
        return scalars.scalar(self, keywords, kinds[0] if kinds else "", view.at)

    def _odd(self, schema: Any, at: str) -> Tame:
        """Read a schema that is no mapping: true and false are (true means anything), the rest are mistakes."""
        if not isinstance(schema, bool) and schema is not None:
            self.ledger.remark("this is not a schema, so its type is unknown", at, degrades=True)
        return ANY

    def _close(self, draft: Draft, tame: Tame) -> Tame:
        """Say what a type that contains itself is; one that is nothing but itself is a mistake."""
        if key_of(tame) == draft.key:
            self.ledger.remark("the reference goes round in a circle", draft.at, degrades=True, dangling=True)
            tame = ANY
        draft.content = Form("box", (tame,))
        return point(draft.key)

    def _loop(self, found: Found) -> Draft:
        """Give a name to a type that contains itself without an object between, such as a JSON value."""
        if found.at not in self._looped:
            view = View(found.at, mapping(found.value))
            draft = Draft(f"S{len(self.drafts)}", found.at, self.hint(found.at), self.ledger.current, True)
            draft.description = text(view.keywords.get("description"))
            self._looped[found.at] = draft
            self.drafts[variant_of(found.at, "loop")] = draft
        return self._looped[found.at]


def _title(view: View, hint: str) -> str:
    """Give a title that says more than the name."""
    title = text(view.keywords.get("title"))
    return "" if pascal(title) == hint else title


def _only_reference(schema: dict[str, Any], at: str) -> tuple[str, str] | None:
    """Give the `$ref` of a schema that says no more than it about the type, and the spot where it stands."""
    target = reference(schema)
    parts = sequence(schema.get("allOf"))
    beside = TELLING.intersection(schema)
    if target is not None:
        return (target, at) if not parts and beside <= {"$ref", "$dynamicRef", "type"} else None
    if not parts or not beside <= {"allOf", "type"}:
        return None
    telling = [(index, part) for index, part in enumerate(parts) if structural(part) and not bare(part)]
    if len(telling) != 1:
        return None
    index, part = telling[0]
    return _only_reference(part, f"{at}/allOf/{index}")
