"""Folders of real documents are generated from, imported and type-checked: `nox -s corpus -- FOLDER`."""
