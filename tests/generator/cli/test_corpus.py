"""Real documents need `init` and `generate` and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from anew import pipeline

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus of documents is not at {CORPUS}")

DOCUMENTS = {
    "envelope/fba-fastapi.json": ("fba", 138),
    "envelope/yudao-excerpt.json": ("yudao_excerpt", 50),
    "envelope/lark-im.yaml": ("lark_im", 74),
    "famous/box.json": ("box_platform", 296),
    "famous/gitlab.json": ("gitlab", 358),
}
WRAPPERS = {
    "envelope/fba-fastapi.json": ("ResponseSchemaModel", "ResponseModel"),
    "envelope/yudao-excerpt.json": ("CommonResult",),
    "envelope/lark-im.yaml": ("RespBody",),
}

IMPORT_ALL = """
import importlib, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    if "_runtime" not in path.parts:
        importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
"""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Keep what was generated for all tests of a document."""
    return {}


@pytest.fixture
def project(
    request: pytest.FixtureRequest,
    projects: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Give the folder in which a document's SDK was generated."""
    name: str = request.param
    if name not in projects:
        folder = tmp_path_factory.mktemp("project")
        monkeypatch.chdir(folder)
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        document = Path(shutil.copy(CORPUS / name, folder))
        (folder / "sdk.yaml").write_text(pipeline.draft(Path(document.name), Path("sdk.yaml")).text, "utf-8")
        pipeline.generate(pipeline.Request(Path("sdk"), report=Path("report.json")))
        projects[name] = folder
    return projects[name]


@pytest.mark.parametrize(("project", "name"), [(key, key) for key in DOCUMENTS], indirect=["project"])
def test_every_operation_is_accounted_for(project: Path, name: str) -> None:
    """As many operations as the document has end in the report, and all of them in the SDK."""
    package, count = DOCUMENTS[name]
    report = json.loads((project / "report.json").read_text("utf-8"))
    operations = json.loads((project / "sdk" / package / "operations.json").read_text("utf-8"))

    assert len(report["operations"]) == count
    assert {entry["status"] for entry in report["operations"]} == {"generated"}
    assert len(operations["operations"]) == count


@pytest.mark.parametrize(("project", "name"), [(key, key) for key in DOCUMENTS], indirect=["project"])
def test_the_sdk_imports_wholly(project: Path, name: str) -> None:
    """Every module of the SDK can be imported."""
    command = [sys.executable, "-W", "error", "-c", IMPORT_ALL, DOCUMENTS[name][0]]
    done = subprocess.run(command, cwd=project / "sdk", capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("project", "name"), [(key, key) for key in DOCUMENTS], indirect=["project"])
def test_the_sdk_is_clean_under_mypy_strict(project: Path, name: str) -> None:
    """Every module of the SDK passes `mypy --strict`, without settings and without exceptions."""
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={project / 'mypy'}"]
    done = subprocess.run(
        [*command, DOCUMENTS[name][0]], cwd=project / "sdk", capture_output=True, text=True, check=False
    )

    assert done.stdout.startswith("Success: no issues found"), done.stdout[-2000:]


@pytest.mark.parametrize(("project", "name"), [(key, key) for key in WRAPPERS], indirect=["project"])
def test_the_family_of_wrappers_is_gone(project: Path, name: str) -> None:
    """One generic `ResponseData` stands for every expansion of the envelope; endpoints give what is inside."""
    folder = project / "sdk" / DOCUMENTS[name][0]
    texts = [path.read_text("utf-8") for part in ("api", "models") for path in (folder / part).rglob("*.py")]

    assert not [text for text in texts for wrapper in WRAPPERS[name] if f"class {wrapper}" in text]
    assert "envelope=_spec.MAIN" in "".join(texts)


@pytest.mark.parametrize("project", ["envelope/yudao-excerpt.json"], indirect=True)
def test_a_payload_that_is_true_stays_a_bool(project: Path) -> None:
    """`data: true` is the type bool, not an envelope without payload."""
    text = (project / "sdk" / "yudao_excerpt" / "api" / "admin_api_system_auth.py").read_text("utf-8")

    assert "def logout_1(*, tenant_id: int | Unset = UNSET) -> Call[bool]:" in text


@pytest.mark.parametrize("project", ["envelope/yudao-excerpt.json"], indirect=True)
def test_the_session_of_a_known_system_is_complete(project: Path) -> None:
    """Login, refresh and logout are wired, and the refresh token goes where the document says."""
    text = (project / "sdk" / "yudao_excerpt" / "_spec.py").read_text("utf-8")

    assert 'login=Exchange(method="POST", path="/admin-api/system/auth/login", envelope=MAIN)' in text
    assert 'send="query"' in text
