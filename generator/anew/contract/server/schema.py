"""A plan and its options become a schema of schemathesis, loaded with our hooks and nobody else's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anew import model
from anew.contract.server.document import prepare
from anew.contract.server.options import Options
from anew.contract.server.plan import Plan
from anew.contract.server.pool import Pool
from anew.contract.server.provider import Provider
from anew.contract.target import Address, Api
from anew.errors import Diagnostic, DocumentError, UsageError

if TYPE_CHECKING:
    from schemathesis.schemas import BaseSchema

_OFF = (
    "ignored_auth",  # its probes bypass the hooks; ours is in `probes`
    "missing_required_header",  # cannot tell an envelope's refusal
    "status_code_conformance",  # judges translated statuses; ours is in `answers`
    "object_level_authorization",
)
_STRICT = ("positive_data_acceptance", "unsupported_method", "allow_header_conformance")


def load(api: Api, plan: Plan, address: Address, options: Options, provider: Provider) -> BaseSchema:
    """Load the document.

    Raises:
        UsageError: schemathesis is not installed.
        DocumentError: it cannot read the document.
    """
    schemathesis, configuration = _imported()
    # Never discovered: a `schemathesis.toml` in some folder above would change what a run means.
    config = configuration.from_dict(_settings(address, options))
    try:
        schema = schemathesis.openapi.from_dict(prepare(api), config=config)
    except schemathesis.errors.LoaderError as error:
        raise DocumentError(Diagnostic(f"schemathesis cannot read the document: {error}")) from None
    schema.location = api.document.path.absolute().as_uri()
    pool = Pool()
    schema.hooks.register_hook_with_name(_map_case(plan, pool), "map_case")
    schema.hooks.register_hook_with_name(_after_call(plan, provider, pool), "after_call")
    schema.hooks.register_hook_with_name(_keep_failure(plan), "filter_failure")
    # An interval of nothing asks our session before every request; it knows better what is still good.
    schema.auth.auth(refresh_interval=0, retry_on=[401])(_handed_over(provider))
    chosen: BaseSchema = schema.include(lambda context: context.operation.label in plan.tested)
    return chosen


def _imported() -> tuple[Any, Any]:
    try:
        import schemathesis
        from schemathesis.config import SchemathesisConfig
    except ImportError as error:
        fix = "pip install 'anew[contract]'"
        raise UsageError(Diagnostic(f"contract tests need schemathesis: {error}", fix=fix)) from None
    return schemathesis, SchemathesisConfig


def _settings(address: Address, options: Options) -> dict[str, Any]:
    off = (*_OFF, *(() if options.strict else _STRICT))
    coverage: dict[str, Any] = {"enabled": options.borders}
    if not options.strict:
        coverage["unexpected-methods"] = []
    return {
        "seed": options.seed,
        "base-url": address.url,
        "workers": 1,
        "request-timeout": 10,
        "continue-on-failure": True,
        "checks": {
            "negative_data_rejection": {"expected-statuses": ["4xx", "5xx"]},
            **{name: {"enabled": False} for name in off},
        },
        "generation": {
            "max-examples": options.cases,
            "database": "none",
            "no-shrink": True,
            "with-security-parameters": False,
        },
        "phases": {"coverage": coverage, "stateful": {"enabled": False}},
        "cache": {"enabled": False},
        "output": {"sanitization": {"enabled": False}, "truncation": {"max-payload-size": 2000}},
    }


def _handed_over(provider: Provider) -> type[Any]:
    """Make the class that schemathesis wants to make an object of."""

    class OurSession:
        def get(self, case: Any, context: Any) -> Any:
            return provider.get(case, context)

        def set(self, case: Any, data: Any, context: Any) -> None:
            provider.set(case, data, context)

    return OurSession


def _map_case(plan: Plan, pool: Pool) -> Any:
    """Let requests that keep to the document be about things that are there."""

    def map_case(_context: Any, case: Any) -> Any:
        endpoint = plan.tested.get(case.operation.label)
        if endpoint is not None and is_positive(case) and case.path_parameters:
            pool.fill(endpoint, case.path_parameters)
        return case

    return map_case


def is_positive(case: Any) -> bool:
    """Whether a case keeps to the document."""
    return case.meta is not None and case.meta.generation.mode.value == "positive"


def _after_call(plan: Plan, provider: Provider, pool: Pool) -> Any:
    """Let an answer have the HTTP status that its envelope stands for; the verdict keeps the one it came with."""

    def after_call(_context: Any, case: Any, response: Any) -> None:
        endpoint = plan.tested.get(case.operation.label)
        if endpoint is None:
            return
        headers = [(name, value) for name, values in response.headers.items() for value in values]
        verdict = provider.translator.verdict(endpoint, response.status_code, headers, response.content or b"")
        provider.translator.verdicts[case.id] = verdict
        pool.learn(endpoint, verdict)
        response.status_code = provider.translator.status(verdict)

    return after_call


_TEXTUAL = ("application/x-www-form-urlencoded", "multipart/form-data")


def _keep_failure(plan: Plan) -> Any:
    """Make the hook that drops what is no failure."""

    def filter_failure(_context: Any, failure: Any, case: Any, _response: Any) -> bool:
        match type(failure).__name__:
            case "AcceptedNegativeData":
                return _is_clear(plan, case)
            case "MissingContentType":
                return bool(case.method.upper() != "HEAD")
            case "JsonSchemaError":
                # Alternatives that overlap are the document's fault; clients are content with one that fits.
                return "is valid under more than one" not in failure.message
            case _:
                return True

    return filter_failure


def _is_clear(plan: Plan, case: Any) -> bool:
    """Whether a request breaks the schema on the wire too, where a form's texts have no types and `ids=` is no list."""
    negated = {str(place.value) for place, info in case.meta.components.items() if info.mode.value == "negative"}
    if negated == {"body"} and str(case.media_type or "").partition(";")[0].lower() in _TEXTUAL:
        return False
    endpoint = plan.tested.get(case.operation.label)
    lists = {one.wire for one in endpoint.said.parameters if isinstance(one.type, model.Array)} if endpoint else set()
    empty = any(name in lists and value == "" for name, value in (case.query or {}).items())
    return bool(negated) and not (negated == {"query"} and empty)
