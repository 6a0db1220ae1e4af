"""Bodies: what they look like, and that a second attempt sends the same bytes or none (I28)."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from anew.runtime import BodyNotReplayable, Call, File, Operation, Style
from attrs import define

from tests.runtime.api import operation
from tests.runtime.pipes import Pipe

MULTIPART = "multipart/form-data"
FORM = "application/x-www-form-urlencoded"
OCTETS = "application/octet-stream"


def call(body: Any, content_type: str = "", **facts: Any) -> Call[Any]:
    """Make a call with a body."""
    import anew.runtime as rt

    made: Operation[Any] = operation(rt, "POST", **facts)
    return Call(made, body=body, content_type=content_type)


def sent(made: Call[Any]) -> bytes:
    """Read the body of one attempt."""
    stream: Any = made.request("https://h").stream
    return b"".join(stream)


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ({"a": [1, None, "é"]}, "", '{"a":[1,null,"é"]}'.encode()),
        ({"a": 1}, "application/vnd.x+json", b'{"a":1}'),
        ({"a": 1}, "text/json", b'{"a":1}'),
        (None, "application/json", b"null"),
        (
            {"a": [1, 2], "b": "x y&z", "c": None, "d": True},
            "application/x-www-form-urlencoded",
            b"a=1&a=2&b=x+y%26z&d=true",
        ),
        ("héllo", "text/plain; charset=latin-1", "héllo".encode("latin-1")),
        ("<a/>", "application/xml", b"<a/>"),
        (b"\x00\x01", OCTETS, b"\x00\x01"),
        ([{"a": 1}, {"a": 2}], "application/x-ndjson", b'{"a":1}\n{"a":2}\n'),
    ],
)
def test_body_is_written_by_its_media_type(body: Any, content_type: str, expected: bytes) -> None:
    """JSON, forms, text, octets and JSON lines each in their own way."""
    assert expected == sent(call(body, content_type))


def test_json_says_that_it_cannot_carry_files() -> None:
    """The error says what to do, and names the class of what was given."""
    with pytest.raises(
        TypeError, match=r"^dict cannot be sent as JSON: .*; a media type for files has to be asked for$"
    ):
        call({"cover": File(b"x")}, "application/json")


@define
class Rights:
    """What a generated model looks like to the runtime."""

    _FIELDS: ClassVar[dict[str, str]] = {"a-note": "note", "read": "read"}
    read: Any
    note: str = "n"

    def to_dict(self) -> dict[str, Any]:
        return {"read": self.read, "a-note": self.note}


def test_model_with_a_property_read_is_no_file() -> None:
    """Only what can be read is: permissions to `read` are JSON."""
    assert sent(call(Rights("all"))) == b'{"read":"all","a-note":"n"}'


def test_parts_of_a_model_keep_the_order_of_the_document() -> None:
    """Servers read forms as they come, and some ignore what stands after a file."""
    names = re.findall(rb'; name="([\w-]+)"', sent(call(Rights(b"bytes"), MULTIPART)))

    assert names == [b"a-note", b"read"]


def test_length_is_announced_where_it_is_known(tmp_path: Path) -> None:
    """Bytes, paths and file objects that can seek have a Content-Length; iterables go in chunks."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"12345")
    kinds = [b"12345", path, io.BytesIO(b"12345"), iter([b"12345"])]
    lengths = [call(kind, OCTETS).request("https://h").headers.get("content-length") for kind in kinds]

    assert lengths == ["5", "5", "5", None]


@pytest.mark.parametrize(("body", "framing"), [(b"12345", ["5", None]), (iter([b"12345"]), ["7", None])])
def test_a_length_given_as_a_parameter_counts_where_none_is_known(body: Any, framing: list[str | None]) -> None:
    """A message is never framed twice: documents that list Content-Length get what the body really has."""
    facts = Operation[Any](id="a", method="PUT", path="/a")
    made = Call(facts, header={"Content-Length": 7}, body=body, content_type=OCTETS)
    headers = made.request("https://h").headers

    assert framing == [headers.get("content-length"), headers.get("transfer-encoding")]


@pytest.mark.parametrize("kind", ["bytes", "path", "object", "list"])
def test_i28_second_attempt_sends_the_same_bytes(kind: str, tmp_path: Path) -> None:
    """Bytes, paths, file objects and lists can be sent as often as need be."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * 200_000)
    body = {"bytes": path.read_bytes(), "path": path, "object": path.open("rb"), "list": [b"x" * 100_000] * 2}[kind]
    made = call(body, OCTETS)

    assert [len(sent(made)), len(sent(made))] == [200_000, 200_000]


def test_i28_file_object_is_sent_from_where_it_stood() -> None:
    """A file handed over at position 3 is sent from there, in each attempt, with the length of what is left."""
    file = io.BytesIO(b"0123456789")
    file.seek(3)
    made = call(File(file), OCTETS)
    first = sent(made)

    assert (first, sent(made), made.request("https://h").headers["content-length"]) == (b"3456789", b"3456789", "7")


def a_pipe() -> Any:
    """Make one that has what is read of a file, and is none to a type checker."""
    return Pipe(b"12345")


def chunks() -> Iterator[bytes]:
    """Be good for one attempt."""
    yield b"12"
    yield b"345"


@pytest.mark.parametrize("kind", ["pipe", "generator", "part"])
def test_i28_what_is_consumed_is_not_sent_again(kind: str) -> None:
    """What cannot be had a second time is an error there, never an empty or truncated body."""
    made = {
        "pipe": lambda: call(Pipe(b"12345"), OCTETS),
        "generator": lambda: call(chunks(), OCTETS),
        "part": lambda: call({"file": File(a_pipe())}, MULTIPART),
    }[kind]()
    first = sent(made)

    assert b"12345" in first
    with pytest.raises(BodyNotReplayable):
        sent(made)


def test_i28_options_do_not_make_a_consumed_body_whole(tmp_path: Path) -> None:
    """A call with other options knows what the call that it was made from has consumed."""
    made = call(chunks(), OCTETS)
    sent(made)

    with pytest.raises(BodyNotReplayable):
        sent(made.with_options(retries=1))


def test_i28_file_that_changed_meanwhile_is_not_sent(tmp_path: Path) -> None:
    """A file that is not what it was at the first attempt would be another body."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"one")
    made = call(path, OCTETS)
    sent(made)
    path.write_bytes(b"three")

    with pytest.raises(BodyNotReplayable, match="changed"):
        sent(made)


def test_i28_multipart_has_the_same_boundary_in_each_attempt() -> None:
    """Boundary and bytes are the same in each attempt of a call, and the boundary is another in the next call."""
    made, other = (call({"a": "1", "file": File(io.BytesIO(b"abc"), "a.txt")}, MULTIPART) for _ in range(2))
    first = sent(made)
    boundary = made.request("https://h").headers["content-type"].partition("boundary=")[2]

    assert first == sent(made)
    assert first.startswith(f"--{boundary}\r\n".encode())
    assert boundary.encode() not in sent(other)


def test_a_list_inside_of_a_list_is_one_part() -> None:
    """Parts of one name cannot tell where an inner list ends, so it goes as JSON."""
    text = sent(call({"rows": [["a", "b"], ["c"]]}, MULTIPART)).decode()

    assert ['["a","b"]', '["c"]'] == re.findall(r"application/json\r\n\r\n(.*)\r\n", text)


def test_multipart_is_split_by_what_its_properties_are() -> None:
    """Text, numbers, lists, objects, files and null each become the parts that OpenAPI says."""
    body = {
        "text": "é",
        "yes": True,
        "many": [1, 2],
        "object": {"a": 1},
        "nothing": None,
        "file": File(b"%PDF", 'pl"an\r\n.pdf'),
        "files": [File(b"1", "1.bin", "x/y"), File(b"2", "2.txt")],
    }
    made = call(body, MULTIPART)
    boundary = made.request("https://h").headers["content-type"].partition("boundary=")[2]
    parts = [part.strip(b"\r\n") for part in sent(made).split(f"--{boundary}".encode())[1:-1]]

    assert made.request("https://h").headers["content-length"] == str(len(sent(made)))
    assert parts == [
        'Content-Disposition: form-data; name="text"\r\n\r\né'.encode(),
        b'Content-Disposition: form-data; name="yes"\r\n\r\ntrue',
        b'Content-Disposition: form-data; name="many"\r\n\r\n1',
        b'Content-Disposition: form-data; name="many"\r\n\r\n2',
        b'Content-Disposition: form-data; name="object"\r\nContent-Type: application/json\r\n\r\n{"a":1}',
        b'Content-Disposition: form-data; name="file"; filename="pl%22an%0D%0A.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%PDF",
        b'Content-Disposition: form-data; name="files"; filename="1.bin"\r\nContent-Type: x/y\r\n\r\n1',
        b'Content-Disposition: form-data; name="files"; filename="2.txt"\r\nContent-Type: text/plain\r\n\r\n2',
    ]


def test_part_is_written_as_its_encoding_says() -> None:
    """A media type in the document's encoding goes before what the property would be by default."""
    made = call({"list": [1, 2]}, MULTIPART, parts={"list": Style(media_type="application/json")})

    assert re.search(rb"Content-Type: application/json\r\n\r\n\[1,2\]\r\n", sent(made))


def test_file_names_itself(tmp_path: Path) -> None:
    """A path or an open file is called what it is called; what has no name is called `upload`."""
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"1")
    with path.open("rb") as opened:
        names = [
            re.findall(rb'filename="(.*?)"\r\nContent-Type: (\S+)', sent(call({"f": File(content)}, MULTIPART)))[0]
            for content in (path, opened, b"1")
        ]

    assert names == [(b"plan.pdf", b"application/pdf")] * 2 + [(b"upload", b"application/octet-stream")]


@pytest.mark.parametrize("body", [b"a,b", File(b"a,b"), io.BytesIO(b"a,b"), "a,b"])
def test_a_form_that_is_described_as_one_file_has_it_as_its_only_part(body: Any) -> None:
    """Documents that name no property mean the part that servers call `file`."""
    wire = sent(call(body, "multipart/form-data"))

    assert (wire.count(b"Content-Disposition"), b'form-data; name="file"' in wire) == (1, True)
    assert b"\r\n\r\na,b\r\n" in wire


def test_what_has_no_parts_is_no_form() -> None:
    """A number can be neither split nor sent as a file, and the message says what could be."""
    with pytest.raises(TypeError, match="must be an object or a file, not int"):
        sent(call(7, "multipart/form-data"))


def test_text_mode_is_refused(tmp_path: Path) -> None:
    """A file opened in text mode has other bytes than the file; the message says how to open it."""
    path = tmp_path / "a.txt"
    path.write_text("a")
    with path.open() as file, pytest.raises(TypeError, match="'rb'"):
        call(File(file), OCTETS)  # type: ignore[arg-type]  # what is tested


def test_async_iterable_is_a_body_for_tasks_only() -> None:
    """The async client sends it; the sync client says that it cannot."""

    async def source() -> AsyncIterator[bytes]:
        yield b"12"
        yield b"3"

    async def read(stream: Any) -> bytes:
        return b"".join([chunk async for chunk in stream])

    stream: Any = call(source(), OCTETS).request("https://h").stream

    with pytest.raises(TypeError, match="async client"):
        iter(stream)
    assert asyncio.run(read(stream)) == b"123"
