"""A document and its SDK are held against each other without a server: what goes out, and what comes in.

```
document ─► bundle ─► reading (a second opinion) ─┬─► values ─► typed endpoint ─► httpx.Request  ─► compared
                                                  └─► values, damaged values ─► call.parse ─► to_dict ─► compared
```
"""

from __future__ import annotations

from anew.contract.offline.conduct import conduct
from anew.contract.offline.options import Options, Thresholds
from anew.contract.offline.outcome import DIRECTIONS, Outcome, Tried
from anew.contract.offline.table import show

__all__ = ["DIRECTIONS", "Options", "Outcome", "Thresholds", "Tried", "conduct", "show"]
