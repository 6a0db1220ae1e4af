"""The sandbox, as SDKs, testers and browsers meet it."""
