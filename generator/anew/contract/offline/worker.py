"""`python -m anew.contract.offline.worker`: a job on stdin becomes a line of JSON for each operation on stdout.

It runs in a process of its own, because it imports the SDK: whatever that does, the command that started it is well.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from anew.contract.offline.answers import try_answers
from anew.contract.offline.reading import Described, read
from anew.contract.offline.requests import try_requests
from anew.contract.offline.sdk import Endpoint, open_package
from anew.contract.offline.tally import Tally
from anew.samples import Sampler


def main() -> None:
    """Do one job."""
    job = json.loads(sys.stdin.readline())
    sys.path.insert(0, job["path"])
    results, sys.stdout = sys.stdout, sys.stderr
    for line in work(job):
        results.write(json.dumps(line) + "\n")
        results.flush()


def work(job: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Try one operation after the other; what could not be tried is told as well."""
    sampler = Sampler(json.loads(Path(job["document"]).read_text("utf-8")), job["seed"])
    endpoints = open_package(Path(job["package"])).endpoints()
    # A placeholder such as `{param*}` has a plainer name in an SDK.
    by_shape = {(method, _shape(path)): one for (method, path), one in endpoints.items()}
    wanted = set(job["operations"])
    for described in read(sampler.schemas):
        if described.at not in wanted:
            continue
        yield {"begins": described.at}
        key = (described.method, described.path)
        endpoint = endpoints.get(key) or by_shape.get((described.method, _shape(described.path)))
        own = sampler.reseeded(f"{job['seed']} {described.at}")
        yield {"ends": described.at} | _tried(described, endpoint, own, job["cases"])


def _shape(path: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", path)


def _tried(described: Described, endpoint: Endpoint | None, sampler: Sampler, cases: int) -> dict[str, Any]:
    if endpoint is None:
        missing = Tally()
        missing.count(["the SDK does not have this operation"], "all cases")
        missing.tried = missing.failed = cases
        requests, valid, broken = missing, Tally(), Tally()
    else:
        requests = try_requests(described, endpoint, sampler, cases)
        valid, broken = try_answers(described, endpoint, sampler, (cases + 1) // 2)
    name = endpoint.entry["id"] if endpoint else described.name
    return {
        "id": name,
        "method": described.method,
        "path": described.path,
        "requests": attrs.asdict(requests),
        "answers": attrs.asdict(valid),
        "damaged": attrs.asdict(broken),
    }


if __name__ == "__main__":
    main()
