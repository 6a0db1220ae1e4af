"""A running server is held against its document and `sdk.yaml`: direction (a), server and document.

```
document, sdk.yaml ─► api ─► plan ─► schema of schemathesis ─► engine ─► recorded answers ─► checks ─► findings
                                        our session proves ┘       then: probes without a good token ─┘
```
"""

from __future__ import annotations

from anew.contract.server.conduct import conduct, fulfilled
from anew.contract.server.findings import KINDS, Finding
from anew.contract.server.options import Options
from anew.contract.server.outcome import Outcome
from anew.contract.server.summary import lines

__all__ = ["KINDS", "Finding", "Options", "Outcome", "conduct", "fulfilled", "lines"]
