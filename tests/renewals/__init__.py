"""Ways to renew tokens, from `sdk.yaml` over generated clients to the wire."""
