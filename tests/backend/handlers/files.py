"""files: forms into stored bytes, and the other way round."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import uuid
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from tests.backend.envelope import NOT_FOUND, STORAGE_FULL, BusinessError
from tests.backend.moments import iso
from tests.backend.service import Handler, Invocation


def find(call: Invocation) -> sqlite3.Row:
    """Return the row of the file in the path, or fail with code 404."""
    key = call.arguments["fileId"]
    row = call.service.database.row("SELECT * FROM files WHERE id = ?", [key])
    if row is None:
        raise BusinessError(NOT_FOUND, f"there is no file {key}")
    return row


def as_json(row: sqlite3.Row) -> dict[str, Any]:
    """Return the facts about a file as the API shows them."""
    return {
        **json.loads(row["facts"]),
        "id": row["id"],
        "projectId": row["project"],
        "folder": row["folder"],
        "size": len(row["content"]),
        "digest": base64.b64encode(hashlib.sha256(row["content"]).digest()).decode(),
        "uploadedAt": iso(row["uploaded"]),
    }


def list_files(call: Invocation) -> Any:
    """Filter and cut."""
    wanted = call.arguments
    shown = [as_json(row) for row in call.service.database.rows("SELECT * FROM files ORDER BY seq")]
    shown = [file for file in shown if wanted["projectId"] in (None, file["projectId"])]
    shown = [file for file in shown if set(wanted["tags"] or ()) <= set(file["tags"])]
    start = (wanted["pageNo"] - 1) * wanted["pageSize"]
    return {"list": shown[start : start + wanted["pageSize"]], "total": len(shown)}


def upload_file(call: Invocation) -> Any:
    """Keep a file and what was said about it."""
    service, body = call.service, call.body
    upload = body["file"]
    content: bytes = upload.file.read() if hasattr(upload, "file") else upload.encode()
    if service.database.number("SELECT SUM(LENGTH(content)) FROM files") + len(content) > service.storage:
        raise BusinessError(STORAGE_FULL, f"the storage of {service.storage} bytes is full")
    facts = {
        "name": getattr(upload, "filename", None) or "unnamed",
        "mediaType": getattr(upload, "content_type", None) or "application/octet-stream",
        "visibility": body.get("visibility", "team"),
        "tags": body.get("tags", []),
        "details": body.get("details"),
    }
    seq = service.database.insert(
        "files",
        id=str(uuid.uuid4()),
        project=body.get("projectId"),
        folder=body.get("folder", "/"),
        content=content,
        facts=json.dumps(facts),
        uploaded=service.clock.now(),
    )
    shown = as_json(service.database.rows("SELECT * FROM files WHERE seq = ?", [seq])[0])
    told = {"fileId": shown["id"], "projectId": shown["projectId"], "name": shown["name"], "size": shown["size"]}
    service.feed.publish("fileUploaded", shown["projectId"], **told)
    return shown


def get_folder_tree(call: Invocation) -> Any:
    """Hang each folder under its parent."""
    top: dict[str, Any] = {"name": "", "files": 0, "children": []}
    for row in call.service.database.rows("SELECT folder FROM files ORDER BY folder"):
        folder = top
        for name in filter(None, row["folder"].split("/")):
            folder = _child(folder, name)
        folder["files"] += 1
    return top


def get_file(call: Invocation) -> Any:
    """Return the facts about one file."""
    return as_json(find(call))


def delete_file(call: Invocation) -> None:
    """Forget a file."""
    call.service.database.delete("files", "id", find(call)["id"])


def download_file(call: Invocation) -> Response:
    """Return the bytes as they were uploaded."""
    row = find(call)
    name = json.loads(row["facts"])["name"].encode("ascii", "replace").decode().replace('"', "'")
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(row["content"], headers=headers, media_type="application/octet-stream")


def _child(folder: dict[str, Any], name: str) -> dict[str, Any]:
    for child in folder["children"]:
        if child["name"] == name:
            found: dict[str, Any] = child
            return found
    made: dict[str, Any] = {"name": name, "files": 0, "children": []}
    folder["children"].append(made)
    return made


HANDLERS: Mapping[str, Handler] = {
    "listFiles": list_files,
    "uploadFile": upload_file,
    "getFolderTree": get_folder_tree,
    "getFile": get_file,
    "deleteFile": delete_file,
    "downloadFile": download_file,
}
