"""References to documents on the network: from listed hosts only, locked, within bounds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from anew import pipeline
from anew.document.remote import fetching, library
from anew.errors import DocumentError

from tests.generator.remote.server import Answers, endless, packed, redirect

DOCUMENT = """\
openapi: 3.1.0
info: {title: Near, version: "1"}
paths:
  /pets:
    get:
      responses:
        "200":
          description: ""
          content:
            application/json:
              schema:
                $ref: %s
"""
PET = b"""
definitions:
  Pet:
    type: object
    properties:
      owner: {$ref: 'people.json#/Owner'}
      twin: {$ref: '#/definitions/Pet'}
"""
OWNER = b'{"Owner": {"type": "object", "properties": {"name": {"type": "string"}}}}'


@pytest.fixture
def answers() -> Iterator[Answers]:
    """Serve two documents that refer to each other."""
    found = Answers({"/a/pets.yaml": PET, "/a/people.json": OWNER})
    server = found.start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def project(answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a document that refers to the server, which is listed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    refer(tmp_path, f"{answers.url}/a/pets.yaml#/definitions/Pet")
    configure(tmp_path, answers.url)
    return tmp_path


def refer(project: Path, target: str) -> None:
    """Write the document."""
    (project / "openapi.yaml").write_text(DOCUMENT % target)


def configure(project: Path, *hosts: str, more: str = "") -> None:
    """Write `sdk.yaml`."""
    settings = (
        f"version: 1\ndocument: openapi.yaml\npackage: {{name: near}}\nremote: {{hosts: {json.dumps(hosts)}}}\n{more}"
    )
    (project / "sdk.yaml").write_text(settings)


def generate(*, check: bool = False, refetch: bool = False) -> pipeline.Outcome:
    """Run `anew generate`."""
    return pipeline.generate(pipeline.Request(Path("sdk"), check=check, refetch=refetch))


def refusal(**how: bool) -> str:
    """Give the message with which a run is refused."""
    with pytest.raises(DocumentError) as raised:
        generate(**how)
    (diagnostic,) = raised.value.diagnostics
    return str(diagnostic)


def locked(project: Path) -> dict[str, str]:
    """Give the digests in the lock file by the end of the URL."""
    listed = json.loads((project / "anew.lock").read_text())["documents"]
    return {url.rpartition("/")[2]: one["sha256"] for url, one in listed.items()}


def test_documents_on_the_network_are_bundled(project: Path, answers: Answers) -> None:
    """What a listed host has, and what that refers to in turn, becomes models like any other."""
    generate()
    models = {path.stem for path in (project / "sdk/near/models").iterdir()}

    assert {"pet", "owner"} <= models
    assert ["/a/pets.yaml", "/a/people.json"] == answers.asked
    assert {"pets.yaml": library._digest(PET), "people.json": library._digest(OWNER)} == locked(project)


def test_what_was_fetched_once_is_not_fetched_again(project: Path, answers: Answers) -> None:
    """A second run takes its copies, and so does a check."""
    generate()
    answers.pages.clear()
    (project / "openapi.yaml").write_text((project / "openapi.yaml").read_text() + "x-changed: true\n")
    generate()

    assert "" == generate(check=True).diff
    assert len(answers.asked) == 2


def test_a_check_never_uses_the_network(project: Path, answers: Answers) -> None:
    """A check without a copy fails, and says that the document has to be fetched first."""
    assert "anew.lock does not know it, and nothing is fetched for a check\n" in refusal(check=True)
    generate()
    for copy in (project / "cache/anew/remote").iterdir():
        copy.unlink()
    (project / "openapi.yaml").write_text((project / "openapi.yaml").read_text() + "x-changed: true\n")
    said = refusal(check=True)

    assert "this machine has no copy of it, and nothing is fetched for a check\n" in said
    assert "fix: run `anew generate` without `--check`" in said
    assert len(answers.asked) == 2


def test_what_has_changed_is_refused_until_it_is_fetched_again(project: Path, answers: Answers) -> None:
    """Without a copy the server's document must be the one that is locked; `--refetch` takes the new one."""
    generate()
    for copy in (project / "cache/anew/remote").iterdir():
        copy.write_bytes(b"damaged")
    answers.pages["/a/people.json"] = OWNER + b" "
    (project / "openapi.yaml").write_text((project / "openapi.yaml").read_text() + "x-changed: true\n")

    assert "it is not what it was: anew.lock says" in refusal()
    generate(refetch=True)
    assert library._digest(OWNER + b" ") == locked(project)["people.json"]


def test_refetch_looks_again_though_nothing_has_changed(project: Path, answers: Answers) -> None:
    """`--refetch` asks the server even where a run would find nothing to do."""
    generate()
    generate()
    generate(refetch=True)

    assert len(answers.asked) == 4


def test_the_lock_forgets_what_is_not_referred_to_any_more(project: Path) -> None:
    """What no reference names is not locked, and without any there is no file."""
    generate()
    (project / "openapi.yaml").write_text(DOCUMENT % "'#/components/x'\ncomponents: {x: {type: string}}")
    generate()

    assert not (project / "anew.lock").exists()


def test_a_host_that_is_not_listed_is_not_asked(project: Path, answers: Answers) -> None:
    """The message has the place of the reference and what to write."""
    configure(project, "example.com", answers.url.replace("http:", "https:"))
    said = refusal()

    assert said.startswith("openapi.yaml:11:15: error: `$ref: http://127.0.0.1:")
    assert f"sdk.yaml does not list the host `{answers.url}`" in said
    assert f"fix: write `remote: {{hosts: ['{answers.url}']}}` in sdk.yaml, or `references: lenient`" in said
    assert not answers.asked


def test_lenient_references_do_without_hosts_that_are_not_listed(project: Path, answers: Answers) -> None:
    """`references: lenient` leaves the type open, and the report says why."""
    configure(project, more="references: lenient\n")
    (operation,) = generate().report["operations"]

    assert ("degraded", []) == (operation["status"], answers.asked)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("ftp://127.0.0.1/x", "only documents on disk and at http and https URLs can be referred to"),
        ("file:///etc/passwd", "only documents on disk and at http and https URLs can be referred to"),
        ("http://[::1/x", "only documents on disk and at http and https URLs can be referred to"),
        ("http://ada:secret@127.0.0.1/x", "a URL must not hold a password"),
    ],
)
def test_other_urls_are_refused(project: Path, target: str, said: str) -> None:
    """What is no plain http or https URL is never opened."""
    refer(project, f"'{target}'")

    assert said in refusal()


def test_a_redirect_leads_to_listed_hosts_only(project: Path, answers: Answers) -> None:
    """A listed host may redirect within itself; another host is not asked."""
    other = Answers({"/x": PET})
    server = other.start()
    answers.pages |= {"/near": redirect("/a/pets.yaml"), "/far": redirect(f"{other.url}/x")}
    refer(project, f"'{answers.url}/near#/definitions/Pet'")
    answers.pages["/people.json"] = OWNER
    generate()
    refer(project, f"'{answers.url}/far#/definitions/Pet'")
    said = refusal()
    server.shutdown()
    server.server_close()

    assert f"it is redirected to `{other.url}/x`" in said
    assert not other.asked


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (redirect("/bad"), "it is redirected more than 5 times"),
        (endless, "it is larger than 20 MB"),
        (packed, "the server compresses its answer"),
        (None, "the server answers with status 404"),
    ],
    ids=["loop", "endless", "packed", "missing"],
)
def test_a_document_that_cannot_be_had_is_an_error(project: Path, answers: Answers, page: object, said: str) -> None:
    """Whatever `references` says: else the SDK would depend on the state of the network."""
    configure(project, answers.url, more="references: lenient\n")
    refer(project, f"'{answers.url}/bad#/definitions/Pet'")
    if page:
        answers.pages["/bad"] = page  # type: ignore[assignment]
    found = refusal()

    assert f"leads nowhere: {said}" in found and found.startswith("openapi.yaml:11:15: error: ")
    assert not (project / "anew.lock").exists()


def test_a_slow_document_is_given_up(project: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time for one document is bounded, however steadily its bytes drip."""
    monkeypatch.setattr(fetching, "_LONGEST", -1.0)

    assert "it takes longer than -1 s" in refusal()


def test_documents_without_end_are_given_up(project: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of documents that each refer to a next one ends with an error."""
    monkeypatch.setattr(library, "_MOST", 1)

    assert "more than 1 documents on the network are referred to" in refusal()


def test_an_unreachable_server_is_an_error(project: Path, answers: Answers) -> None:
    """A connection that is refused is told as such."""
    configure(project, "http://127.0.0.1:9")
    refer(project, "'http://127.0.0.1:9/x#/y'")

    assert "it cannot be fetched: " in refusal()


def test_what_is_no_document_is_told(project: Path, answers: Answers) -> None:
    """Broken text on the network is refused like that on disk."""
    answers.pages["/a/pets.yaml"] = b"{"

    assert "leads nowhere" in refusal()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"documents": {"x": 1}}'])
def test_a_damaged_lock_is_refused(project: Path, content: str) -> None:
    """A lock file that cannot be read stops the run instead of being ignored."""
    (project / "anew.lock").write_text(content)

    assert "anew.lock" in refusal()


def test_a_lock_names_no_files(project: Path, answers: Answers) -> None:
    """What a lock file calls a digest is never used as a path."""
    generate()
    secret = project / "secret"
    secret.write_text("definitions: {Pet: {type: string}}")
    text = (project / "anew.lock").read_text().replace(library._digest(PET), "../../../secret")
    (project / "anew.lock").write_text(text)

    assert "it is not what it was" in refusal()
