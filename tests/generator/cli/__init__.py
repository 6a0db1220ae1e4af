"""The tool as its users meet it: command line and pipeline."""
