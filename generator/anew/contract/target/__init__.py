"""A document, its `sdk.yaml`, a URL and the environment become a server that calls can be made to, as somebody."""

from __future__ import annotations

from anew.contract.target.account import Account, account
from anew.contract.target.address import Address, address
from anew.contract.target.api import Api, Endpoint, api
from anew.contract.target.member import Member
from anew.contract.target.options import Asked
from anew.contract.target.secrets import Secrets

__all__ = ["Account", "Address", "Api", "Asked", "Endpoint", "Member", "Secrets", "account", "address", "api"]
