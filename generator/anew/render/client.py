"""Turn an `Api` into `client.py` and the package's `__init__.py`: what people import first."""

from __future__ import annotations

from attrs import evolve, frozen

from anew.model import Api, Enum, Field, Literals, Model, Nullable, OAuthFlow, Operation, Ref, Scalar, Type
from anew.render.docs import endpoint_login_doc, group_doc, login_doc
from anew.render.environment import fill
from anew.render.expressions import Expressions
from anew.render.imports import Imports
from anew.render.lookup import Lookup
from anew.render.operations import Facts
from anew.render.signature import Signature, signature_of, typed_argument
from anew.render.spec import Constants
from anew.render.text import Code

_WHO = ("username", "user", "login", "loginname", "account", "email", "mobile", "phone", "userid", "loginid")
_SECRETS = ("password", "passwd", "pwd", "pass", "passphrase", "secret")


@frozen
class Login:
    """How `client.login(…)` is called, and the call that it makes."""

    signature: Code
    """What stands between the parentheses of its `def`."""
    call: Code
    doc: str


def render_client(api: Api, lookup: Lookup, constants: Constants) -> str:
    """Write `client.py`."""
    classes = {api.package.client, f"Async{api.package.client}"}
    imports = Imports({group.name for group in api.groups} | classes, package=".")
    facts = Facts(imports, Expressions(imports, lookup), constants)
    login = _login(api, facts)
    given = {
        "client": api.package.client,
        "title": " ".join(api.title.split()),
        "groups": api.groups,
        "docs": {group.name: group_doc(group) for group in api.groups},
        "login": login,
        "token_set": imports.own("TokenSet", "_runtime") if login else "",
        "spec": imports.own("_spec"),
        "resources": imports.own("resources") if api.groups else "",
        "sync_client": imports.own("SyncClient", "_runtime"),
        "async_client": imports.own("AsyncClient", "_runtime"),
        "source": api.source,
    }
    return fill("client.py.jinja", imports=imports.lines, **given)


def _login(api: Api, facts: Facts) -> Login | None:
    """Make the login's arguments those of its body, if that is as flat as credentials are."""
    if api.session and api.session.oauth:
        return _by_endpoint(api.session.oauth)
    exchange = api.session.login if api.session else None
    if exchange is None:
        return None
    if exchange.hook:
        any_ = facts.imports.name("typing", "Any")
        return Login(
            signature=Code(f"self, *arguments: {any_}, **named: {any_}"),
            call=Code("self._login_by_hook(*arguments, **named)"),
            doc=f"Log in by `{exchange.hook}`, which is given this client and the same arguments.",
        )
    operation = next(one for group in api.groups for one in group.operations if one.id == exchange.operation)
    return _by_operation(operation, facts)


def _by_endpoint(flow: OAuthFlow) -> Login:
    """Take what the token endpoint wants to know that the client does not keep."""
    names = _ASKED[flow.grant]
    return Login(
        signature=Code(", ".join(["self", *(f"{name}: str" for name in names)])),
        call=Code(f"self._login_at_endpoint({', '.join(f'{name}={name}' for name in names)})"),
        doc=endpoint_login_doc(flow),
    )


_ASKED = {"client_credentials": (), "password": ("username", "password"), "refresh_token": ("refresh_token",)}


def _by_operation(operation: Operation, facts: Facts) -> Login:
    model = _credentials(operation, facts.expressions.lookup)
    body = Code("body")
    if model is None:
        signature = signature_of(operation, facts.imports)
    else:
        signature = _flattened(operation, model, facts.imports)
        values = ", ".join(f"{field.name}={field.name}" for field in _given(model))
        body = Code(f"{facts.imports.own('models')}.{model.name}({values})")
    names = [one.name for one in operation.parameters] + ["content_type"] * (
        model is None and len(operation.bodies) > 1
    )
    passed = [f"{name}={name}" for name in names] + [f"body={body}"] * bool(operation.bodies)
    module = facts.imports.name(".api", operation.group, f"_{operation.group}")
    return Login(
        signature=signature.of_method,
        call=Code(f"self._login({module}.{operation.name}({', '.join(passed)}))"),
        doc=login_doc(operation, [(field.name, field.description) for field in _given(model)] if model else ()),
    )


def _credentials(operation: Operation, lookup: Lookup) -> Model | None:
    """Find the model that a login's body is, if its properties are all scalars and clash with no parameter.

    Where it may be sent as JSON and as a form (Django REST framework), it is sent as the first of them.
    """
    types = {one.type for one in operation.bodies}
    if len(types) != 1 or operation.bodies[0].kind not in ("json", "form"):
        return None
    (type_,) = types
    model = lookup.schemas.get(type_.name) if isinstance(type_, Ref) else None
    if not isinstance(model, Model) or not model.fields:
        return None
    taken = {parameter.name for parameter in operation.parameters}
    flat = all(_is_scalar(field.type, lookup) and field.name not in taken for field in model.fields)
    return model if flat else None


def _is_scalar(type_: Type, lookup: Lookup) -> bool:
    match type_:
        case Nullable(inner):
            return _is_scalar(inner, lookup)
        case Ref(name):
            return isinstance(lookup.schemas.get(name), Enum)
        case _:
            return isinstance(type_, Scalar | Literals)


def _given(model: Model) -> list[Field]:
    """List the properties that a caller can give: required ones first, and who it is before the password.

    Many documents are sorted by name, and nobody would expect `login(password, username)`.
    """
    fields = [field for field in model.fields if not field.read_only]
    return sorted(fields, key=lambda field: (not field.required, _rank(field.wire)))


def _rank(wire: str) -> int:
    """Say where a credential comes: a name, then a password, then anything else."""
    plain = "".join(filter(str.isalnum, wire)).lower()
    return 0 if plain in _WHO else 1 if plain in _SECRETS else 2


def _flattened(operation: Operation, model: Model, imports: Imports) -> Signature:
    """Put the properties of the body in the place of the body, whose own types are not imported then."""
    signature = signature_of(evolve(operation, bodies=()), imports)
    given = [(one.required, typed_argument(one, imports)) for one in _given(model)]
    required, optional = ([one for is_required, one in given if is_required is wanted] for wanted in (True, False))
    return Signature((*signature.positional, *required), (*signature.keyword, *optional))
