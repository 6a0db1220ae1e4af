"""Turn the groups of the model into the modules of `api/` and `resources/`."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from anew.model import Api, Operation
from anew.render.docs import group_doc, operation_doc, operation_title
from anew.render.environment import fill
from anew.render.expressions import Expressions
from anew.render.imports import Imports
from anew.render.lazy import render_lazy
from anew.render.lookup import Lookup
from anew.render.operations import Facts, endpoints_of, is_stream
from anew.render.signature import Signature, body_doc, call_arguments, signature_of
from anew.render.spec import Constants
from anew.render.text import Code
from anew.render.types import annotation

_DOC = "The methods of the clients: a pair of classes for each group, loaded when it is used for the first time."


@frozen
class Endpoint:
    """One function of `api/`."""

    operation: Operation
    constant: str
    """Name of what is constant about it."""
    result: Code
    facts: tuple[tuple[str, Code], ...]
    """Further arguments of `Operation(…)`."""
    signature: Signature
    maker: Code
    """The class of call."""
    call: Code
    """What it returns: the class of call with its parameters."""
    arguments: tuple[tuple[str, Code], ...]
    """Arguments of the call behind the operation."""
    doc: str
    warn: str
    """The function that warns of what is deprecated; empty for what is not."""


@frozen
class Method:
    """One method of a resource, for the sync and the async class alike."""

    name: str
    declared: Code
    """What stands between the parentheses of its `def`."""
    passed: Code
    """What it hands on to the endpoint."""
    is_stream: bool
    sync_result: Code
    async_result: Code
    doc: str


def render_endpoints(api: Api, lookup: Lookup, constants: Constants) -> Iterator[tuple[str, str]]:
    """Give a module of `api/` for each group, and the package around them."""
    for group in api.groups:
        operations = endpoints_of(group)
        imports = Imports(_names_in(operations))
        facts = Facts(imports, Expressions(imports, lookup), constants)
        endpoints = [_endpoint(operation, facts) for operation in operations]
        given = {
            "endpoints": endpoints,
            "doc": group_doc(group),
            "operation": imports.own("Operation", "_runtime"),
            "tables": facts.expressions.tables,
            "codec": imports.own("codec", "_runtime") if facts.expressions.tables else "",
            "source": api.source,
        }
        yield group.name, fill("api/group.py.jinja", imports=imports.lines, **given)
    yield "__init__", fill("api/init.py.jinja", groups=api.groups, source=api.source)


def render_resources(api: Api, lookup: Lookup, constants: Constants) -> Iterator[tuple[str, str]]:
    """Give a module of `resources/` for each group, and the package that loads them on demand."""
    for group in api.groups:
        operations = endpoints_of(group)
        imports = Imports(_names_in(operations) | {group.class_name, f"Async{group.class_name}"})
        facts = Facts(imports, Expressions(imports, lookup), constants)
        given = {
            "group": group,
            "methods": [_method(operation, facts) for operation in operations],
            "doc": group_doc(group),
            "api": imports.name("..api", group.name, "api"),
            "sync_client": imports.own("SyncClient", "_runtime"),
            "async_client": imports.own("AsyncClient", "_runtime"),
            "source": api.source,
        }
        yield group.name, fill("resources/group.py.jinja", imports=imports.lines, **given)
    exports = [(f"{kind}{group.class_name}", group.name) for group in api.groups for kind in ("", "Async")]
    yield "__init__", render_lazy(api.source, _DOC, sorted(exports), package="..")


def _method(operation: Operation, facts: Facts) -> Method:
    result = facts.result(operation)
    sync_result = async_result = result
    if is_stream(operation):
        event = f"{facts.imports.own('Event', '_runtime')}[{result}]"
        sync_result = Code(f"{facts.imports.name('collections.abc', 'Iterator')}[{event}]")
        async_result = Code(f"{facts.imports.name('collections.abc', 'AsyncIterator')}[{event}]")
    signature = signature_of(operation, facts.imports)
    return Method(
        name=operation.name,
        declared=signature.of_method,
        passed=signature.passed,
        is_stream=is_stream(operation),
        sync_result=sync_result,
        async_result=async_result,
        doc=operation_title(operation),
    )


def _endpoint(operation: Operation, facts: Facts) -> Endpoint:
    imports = facts.imports
    result = facts.result(operation)
    arguments = [*call_arguments(operation)]
    maker, parameters = "Call", [result]
    if is_stream(operation):
        maker = "StreamCall"
    elif operation.paged is not None:
        maker, item = "PagedCall", operation.paged.item
        parameters.append(annotation(item, imports, binary="str"))
        arguments.append(("paging", facts.constants.paging(operation.paged.paging, imports)))
        arguments.append(("item", facts.expressions.decoder(item, lazy=True)))
    maker = Code(imports.own(maker, "_runtime"))
    return Endpoint(
        operation=operation,
        constant=f"_{operation.name.upper()}",
        result=result,
        facts=tuple(facts.arguments(operation)),
        signature=signature_of(operation, imports),
        maker=maker,
        call=Code(f"{maker}[{', '.join(parameters)}]"),
        arguments=tuple(arguments),
        doc=operation_doc(operation, body_doc(operation)),
        warn=imports.own("warn_deprecated", "_runtime.deprecation") if operation.deprecated else "",
    )


def _names_in(operations: list[Operation]) -> set[str]:
    """List what means something else in the functions of a group."""
    parameters = {parameter.name for operation in operations for parameter in operation.parameters}
    return {operation.name for operation in operations} | parameters
