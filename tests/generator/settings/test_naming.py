"""What `sdk.yaml` does not say of the package is made of the document's title, version and place."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.model import Package
from anew.settings import complete


@pytest.mark.parametrize(
    ("title", "file", "name", "client"),
    [
        ("Acme Billing API", "openapi.yaml", "acme_billing", "AcmeBilling"),
        ("Lark IM OpenAPI v1", "x.yaml", "lark_im", "LarkIm"),
        ("Café Müller", "x.yaml", "cafe_muller", "CafeMuller"),
        ("飞书开放平台", "lark-im.yaml", "lark_im", "LarkIm"),
        ("飞书开放平台 · im API（全量）", "lark-im.yaml", "lark_im", "LarkIm"),
        ("飞书", "飞书.yaml", "shop", "Shop"),
        ("3D Models", "x.yaml", "api_3d_models", "Api3dModels"),
        ("JSON", "x.yaml", "json_client", "JsonClient"),
        ("class", "x.yaml", "class_client", "ClassClient"),
        ("Test Server", "x.yaml", "test_server_client", "TestServerClient"),
        ("{{ 7*7 }}\"'\n", "x.yaml", "x", "X"),
    ],
)
def test_a_package_is_named_after_the_title(title: str, file: str, name: str, client: str, tmp_path: Path) -> None:
    """Names are ASCII and free; a title in another script gives way to the file's name, then the folder's."""
    folder = tmp_path / "shop"
    folder.mkdir()
    package = complete(Package("", "", "", ""), title, "1", folder / file)

    assert (name, client) == (package.name, package.client)


@pytest.mark.parametrize(
    ("version", "expected"), [("1.2.3", "1.2.3"), ("v2", "2"), ("2024-01-01", "2024"), ("x", "0.1.0")]
)
def test_a_version_becomes_one_of_pythons_kind(version: str, expected: str) -> None:
    """The distribution's version is the document's as far as Python can read it."""
    assert expected == complete(Package("a", "", "", ""), "", version, Path("x")).version
