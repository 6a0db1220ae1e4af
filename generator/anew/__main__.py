"""`python -m anew` is the same as `anew`."""

from anew.cli import main

main()
