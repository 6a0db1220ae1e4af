"""References to documents on the network: from listed hosts only, locked, within bounds."""
