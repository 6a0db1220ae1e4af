"""Operations get what they are known by: an id, a Python name, and the group that they belong to.

A name is made from the operationId, less what frameworks add to it, and from method and path where there is none or
where another operation of the group has it already. It depends on nothing else, so that it stays when others are added.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count

from attrs import frozen

from anew.document import Document
from anew.names import Scope, ascii_text, class_name, function_name, group_name, pascal, snake, words
from anew.normalise.facts import GroupFact
from anew.normalise.keywords import mapping, sequence, text
from anew.normalise.raw import Raw
from anew.settings import OperationRule, Settings

_VERSION = re.compile(r"v\d+(\.\d+)*((alpha|beta)\d*)?|api|rest|\{[^{}]*\}", re.IGNORECASE)
_NUMBERED = re.compile(r"(.+?)_\d+")
_LONGEST = 1_000
"""Characters of an operationId that anything is dropped from; looking for what to drop takes their square."""
_CONTROLLER = re.compile(r"\w*Controller[_.]+(?=\w)")

_VERBS = frozenset(
    {
        "add",
        "cancel",
        "check",
        "copy",
        "create",
        "delete",
        "download",
        "edit",
        "export",
        "find",
        "get",
        "import",
        "init",
        "list",
        "modify",
        "query",
        "refresh",
        "remove",
        "reset",
        "save",
        "search",
        "send",
        "set",
        "sync",
        "update",
        "upload",
        "verify",
    }
)


@frozen
class Identity:
    """What an operation is known by."""

    id: str
    name: str
    group: str
    hint: str
    """Beginning of the names of types that only this operation has."""
    tags: tuple[str, ...]
    rule: OperationRule


def identify(document: Document, raws: list[Raw], settings: Settings) -> tuple[list[Identity], tuple[GroupFact, ...]]:
    """Settle ids, names and groups of all operations."""
    ids = _ids(raws)
    written = Counter(_written(raw) for raw in raws)
    tags = [_tags(raw) for raw in raws]
    rules = [settings.rule(id_, named, raw.method, raw.path) for id_, named, raw in zip(ids, tags, raws, strict=True)]
    titles = [
        rule.group or next(iter(named), "") or _segment(raw) for rule, named, raw in zip(rules, tags, raws, strict=True)
    ]
    groups = _groups(document, raws, titles)
    names = _names(raws, rules, [groups[title].name for title in titles], written)
    hints = _hints(names, [groups[title] for title in titles])
    found = [
        Identity(id_, name, groups[title].name, hint, named, rule)
        for id_, name, title, hint, named, rule in zip(ids, names, titles, hints, tags, rules, strict=True)
    ]
    return found, tuple(groups.values())


def _ids(raws: list[Raw]) -> list[str]:
    """Give every operation an id: the first that claims one keeps it, the others get one of method and path."""
    claimed = {_written(raw) for raw in raws}
    given: set[str] = set()
    ids = []
    for raw in raws:
        id_ = _written(raw)
        if not id_ or id_ in given:
            id_ = _free(derived(raw, whole=True), claimed)
            claimed.add(id_)
        given.add(id_)
        ids.append(id_)
    return ids


def _free(name: str, taken: set[str]) -> str:
    return next(one for number in count(1) if (one := name if number == 1 else f"{name}_{number}") not in taken)


def _written(raw: Raw) -> str:
    return text(raw.value.get("operationId"))


def _tags(raw: Raw) -> tuple[str, ...]:
    return tuple(tag for tag in map(text, sequence(raw.value.get("tags"))) if tag)


def _segment(raw: Raw) -> str:
    """Give the first part of the path that says something, for operations without a tag."""
    return next((one for one in raw.path.split("/") if one and not _VERSION.fullmatch(one) and snake(one)), "default")


def derived(raw: Raw, *, whole: bool = False) -> str:
    """Make a name of method and path: `GET /api/v1/users/{id}` → `get_users_by_id`; `whole` keeps the version."""
    parts = [part for part in raw.path.split("/") if part]
    if not whole and parts and _says_what_it_does(parts[-1]):
        return snake(parts[-1])
    while not whole and len(parts) > 1 and _VERSION.fullmatch(parts[0]) and "{" not in parts[0]:
        parts = parts[1:]
    said = (re.sub(r"\{([^{}]*)\}", r" by \1 ", part) for part in parts)
    return snake(" ".join([raw.method.lower(), *said])) or raw.method.lower()


def _says_what_it_does(part: str) -> bool:
    """Tell whether a part of a path is a name by itself: `createUser`, `export-orders`, but not `users`."""
    found = words(part)
    return len(found) > 1 and "{" not in part and found[0].lower() in _VERBS


def trimmed(id_: str, raw: Raw, tags: Iterable[str], written: Counter[str]) -> str:
    """Drop what a framework has added to an operationId.

    FastAPI adds path and method, springdoc numbers, NestJS the controller, GitHub the tag.
    """
    if len(id_) > _LONGEST:
        return id_
    id_ = _without_path(id_, raw)
    numbered = _NUMBERED.fullmatch(id_)
    if numbered and (numbered[1] in written or (f"{numbered[1]}_1" in written and f"{numbered[1]}_2" in written)):
        id_ = numbered[1]
    id_ = _CONTROLLER.sub("", id_, count=1)
    for tag in tags:
        head, separator, rest = id_.partition("/") if "/" in id_ else id_.partition(".")
        if separator and rest and snake(head) == snake(tag):
            return rest
    return id_


def _without_path(id_: str, raw: Raw) -> str:
    """Drop path and method from the end of an id, as FastAPI and flask-openapi3 add them.

    Of a handler of several methods FastAPI adds any one of them, and Flask's paths have converters (`<int:id>`).
    """
    methods = [raw.method.lower(), *(name for name in mapping(raw.item.value) if name.isalpha())]
    for method in dict.fromkeys(methods):
        tail = re.sub(r"\W", "_", raw.path) + f"_{method}"
        if id_.endswith(tail) and len(id_) > len(tail):
            return id_.removesuffix(tail)
    return _converted(id_, raw)


def _converted(id_: str, raw: Raw) -> str:
    if "{" not in raw.path or not id_.endswith(f"_{raw.method.lower()}"):
        return id_
    parts = re.split(r"\{(\w+)\}", raw.path)
    spelled = (rf"_[a-z]+_{part}_" if index % 2 else re.sub(r"\W", "_", part) for index, part in enumerate(parts))
    return re.sub("".join(spelled) + f"_{raw.method.lower()}$", "", id_) or id_


def _names(raws: list[Raw], rules: list[OperationRule], groups: list[str], written: Counter[str]) -> list[str]:
    scopes: dict[str, Scope] = {}
    return [
        scopes.setdefault(group, Scope()).choose(map(function_name, filter(snake, _proposals(raw, rule, written))))
        for raw, rule, group in zip(raws, rules, groups, strict=True)
    ]


def _proposals(raw: Raw, rule: OperationRule, written: Counter[str]) -> Iterator[str]:
    """Propose names for an operation, the best first; that of its path is always one."""
    id_ = _written(raw)
    yield rule.name
    yield trimmed(id_, raw, _tags(raw), written) if id_ else ""
    yield derived(raw)
    yield derived(raw, whole=True)


def body_names(raws: list[Raw], identities: list[Identity]) -> dict[str, str]:
    """Name the components that FastAPI calls after a whole operationId: `Body_login_v1_login_post` → `LoginBody`."""
    return {
        f"Body_{_written(raw)}": f"{one.hint}Body" for raw, one in zip(raws, identities, strict=True) if _written(raw)
    }


def _hints(names: list[str], groups: list[GroupFact]) -> list[str]:
    """Begin the names of types with that of the operation, and with its group where others are called the same."""
    counts = Counter(names)
    return [
        pascal(name) if counts[name] == 1 else group.class_name + pascal(name)
        for name, group in zip(names, groups, strict=True)
    ]


def _groups(document: Document, raws: list[Raw], titles: list[str]) -> dict[str, GroupFact]:
    descriptions = {
        text(mapping(tag).get("name")): text(mapping(tag).get("description"))
        for tag in sequence(document.root.get("tags"))
    }
    members: dict[str, list[Raw]] = {}
    for raw, title in zip(raws, titles, strict=True):
        members.setdefault(title, []).append(raw)
    modules, classes = Scope(), Scope(join="")
    groups: dict[str, GroupFact] = {}
    for title, own in members.items():
        name = modules.take(group_name(_spelled(title, own)))
        class_ = classes.take(class_name(name))
        classes.take(f"Async{class_}")
        groups[title] = GroupFact(name, class_, title, descriptions.get(title, ""))
    return groups


def _spelled(title: str, raws: list[Raw]) -> str:
    """Give words in ASCII for a group, whose module is a file; a tag in other letters is called after its paths."""
    if ascii_text(title, strict=True).strip():
        return title
    paths = [[part for part in raw.path.split("/") if part and not _VERSION.fullmatch(part)] for raw in raws]
    shared = [parts[0] for parts in zip(*paths, strict=False) if len(set(parts)) == 1 and "{" not in parts[0]]
    if len(shared) > 1 and _says_what_it_does(shared[-1]):
        shared = shared[:-1]
    return ascii_text(" ".join(shared or paths[0][:1])).strip() or title
