"""The source of a module to all its mutants: the same source with one thing in it done differently."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator

from attrs import frozen

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}
_NOT_RUN = {"annotation", "returns", "type_comment", "decorator_list", "type_params"}
"""Fields of nodes that say nothing about what is done."""


@frozen
class Mutant:
    """One change of one module."""

    module: str
    change: str
    """For example `_barred: now < state.until → now <= state.until`; it outlives changes elsewhere in the file."""
    number: int
    """Which of the module's mutants it is; -1 for none."""

    def __str__(self) -> str:
        return f"{self.module}: {self.change}"


def mutants_of(module: str, source: str) -> list[Mutant]:
    """Find all mutants of a module; those that read the same are counted."""
    found: list[Mutant] = []
    seen: dict[str, int] = {}
    finder = _Mutator(None)
    finder.visit(ast.parse(source))
    for number, change in enumerate(finder.changes):
        seen[change] = seen.get(change, 0) + 1
        found.append(Mutant(module, change if seen[change] == 1 else f"{change} (no. {seen[change]})", number))
    return found


def mutated(source: str, number: int) -> ast.Module:
    """Make one mutant."""
    tree = ast.parse(source)
    _Mutator(number).visit(tree)  # in place: the module itself is no mutant
    return ast.fix_missing_locations(tree)


class _Mutator(ast.NodeTransformer):
    """Goes through a module and changes the n-th thing that can be changed, or only counts."""

    def __init__(self, number: int | None) -> None:
        self._number = number
        self._where: list[str] = []
        self.changes: list[str] = []

    def visit(self, node: ast.AST) -> ast.AST:
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if named:
            self._where.append(node.name)  # type: ignore[attr-defined]  # what is named has a name
        chosen = self._considered(node)
        result = chosen or self._inside(node)
        if named:
            self._where.pop()
        return result

    def _considered(self, node: ast.AST) -> ast.AST | None:
        chosen = None
        for replacement in _replacements(node):
            if len(self.changes) == self._number:
                chosen = replacement
            self.changes.append(f"{'.'.join(self._where) or 'module'}: {_difference(node, replacement)}")
        return chosen

    def _inside(self, node: ast.AST) -> ast.AST:
        for name, value in ast.iter_fields(node):
            if name in _NOT_RUN:
                continue
            if isinstance(value, list):
                setattr(node, name, [self.visit(one) if isinstance(one, ast.AST) else one for one in value])
            elif isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
        return node


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    for kind, replace in _RULES:
        if isinstance(node, kind):
            yield from replace(node)


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for number, operator in enumerate(node.ops):
        if type(operator) in _COMPARED:
            made = copy.deepcopy(node)
            made.ops[number] = _COMPARED[type(operator)]()
            yield made


def _calculate(node: ast.BinOp) -> Iterator[ast.AST]:
    if type(node.op) in _CALCULATED:
        yield ast.BinOp(node.left, _CALCULATED[type(node.op)](), node.right)


def _join(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)


def _affirm(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _change_constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)


def _decide_always(node: ast.If | ast.IfExp) -> Iterator[ast.AST]:
    for answer in (True, False):
        made = copy.deepcopy(node)
        made.test = ast.Constant(answer)
        yield made


def _forget_keyword(node: ast.Call) -> Iterator[ast.AST]:
    """Leave out one thing that `evolve` would change."""
    if isinstance(node.func, ast.Name) and node.func.id == "evolve":
        for number in range(len(node.keywords)):
            yield ast.Call(node.func, node.args, [*node.keywords[:number], *node.keywords[number + 1 :]])


def _give_nothing(node: ast.Return) -> Iterator[ast.AST]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield ast.Return(ast.Constant(None))


def _skip(node: ast.stmt) -> Iterator[ast.AST]:
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant | ast.Yield)):
        yield ast.Pass()


_RULES: tuple[tuple[type | tuple[type, ...], Callable[..., Iterator[ast.AST]]], ...] = (
    (ast.Compare, _compare),
    (ast.BinOp, _calculate),
    (ast.BoolOp, _join),
    (ast.UnaryOp, _affirm),
    (ast.Constant, _change_constant),
    ((ast.If, ast.IfExp), _decide_always),
    (ast.Call, _forget_keyword),
    (ast.Return, _give_nothing),
    ((ast.Expr, ast.AugAssign, ast.Raise, ast.Continue), _skip),
)


def _difference(node: ast.AST, replacement: ast.AST) -> str:
    if isinstance(node, ast.Call) and isinstance(replacement, ast.Call):
        gone = next(word.arg for word in node.keywords if word not in replacement.keywords)
        return f"evolve({ast.unparse(node.args[0])}, …) without {gone}"
    return f"{_text(node)} → {_text(replacement)}"


def _text(node: ast.AST) -> str:
    """Write a node on one short line; of a condition only its head."""
    shown = copy.deepcopy(node)
    if isinstance(shown, ast.If):
        shown.body, shown.orelse = [ast.Pass()], []
    text = " ".join(ast.unparse(ast.fix_missing_locations(shown)).split())
    return text if len(text) <= 100 else f"{text[:99]}…"
