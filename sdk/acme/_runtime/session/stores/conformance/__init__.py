"""A token store of your own → the claims that every token store must keep, as tests that pytest runs.

Give a function or class that is called without arguments, and makes a store on the same place every time:

```
python -m PACKAGE._runtime.session.stores.conformance --store mypackage.stores:make_store
```

It is imported in other processes too, if the store says that it is `shared`, and must reach the same place there. If
it has an attribute `corrupt`, that is called with a store and a key, to damage what is stored under that key. The tests
use keys of their own, with random names, and remove nothing. Everything else on the command line goes to pytest.

The modules of claims import no pytest, so that an SDK is complete, and type-checks, without it.
"""

from __future__ import annotations

from .subject import Subject

__all__ = ["Subject"]
