"""From an OpenAPI document to a typed Python SDK whose sessions renew themselves."""
