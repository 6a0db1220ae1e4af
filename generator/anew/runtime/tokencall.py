"""Tokens to the call that exchanges them or gives them up, written as `sdk.yaml` says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .attach import filled
from .call import Call
from .operation import Answer, Operation
from .session.tokens import TokenSet
from .spec import Exchange, SessionSpec


def token_call(name: str, exchange: Exchange, tokens: TokenSet, variables: Mapping[str, str]) -> Call[Any]:
    """Write a call of the refresh or logout operation with the tokens where the API wants them."""
    operation: Operation[Any] = Operation(
        id=name,
        method=exchange.method,
        path=exchange.path,
        answers=(Answer("default", "json", envelope=exchange.envelope),),
        authenticated=False,
        security=(),
    )
    sent = {key: filled(text, variables) for key, text in exchange.also.items()}
    if exchange.parameter:
        # Tokens are put in last and by themselves: one that holds braces is no placeholder.
        value = exchange.value.replace("{refresh}", tokens.refresh or "").replace("{access}", tokens.access)
        sent[exchange.parameter] = value
    match exchange.send:
        case _ if not sent:
            return Call(operation)
        case "body":
            return Call(operation, body=sent)
        case "form":
            form = {"grant_type": "refresh_token", **sent} if name == "refresh" else sent
            return Call(operation, body=form, content_type="application/x-www-form-urlencoded")
        case "query":
            return Call(operation, query=sent)
        case "cookie":
            return Call(operation, cookie=sent)
        case "header":
            # Not a parameter of the document: an Authorization header is what it is meant to be here.
            return Call(operation).with_options(headers=sent)


def demand_variables(spec: SessionSpec, variables: Mapping[str, str]) -> None:
    """Notice at once, and not in the middle of the night, what a refresh will need; raises ValueError naming it."""
    for exchange in (spec.refresh, spec.logout):
        for text in exchange.also.values() if exchange else ():
            filled(text, variables)
