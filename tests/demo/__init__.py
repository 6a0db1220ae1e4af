"""The demo: `nox -s demo` regenerates `sdk/`, type-checks it and runs it over many expiries against the backend."""
