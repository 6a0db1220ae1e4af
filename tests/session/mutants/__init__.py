"""Small faults put into the session's core, one at a time, to see that the tests notice each of them.

`nox -s mutants` tries all of them; a seeded few are part of every test run. mutmut and cosmic-ray do this for whole
projects, with a file tree or a process for each mutant; here a process with one module compiled otherwise is enough.
"""
