"""What a sandbox is told beside the document and its `sdk.yaml`."""

from __future__ import annotations

from attrs import field, frozen

from anew.errors import Diagnostic, UsageError


@frozen(kw_only=True)
class Options:
    """How a sandbox treats those who log in."""

    ttl: float = 60.0
    """Seconds that an access token is good for; fractions count."""
    grace: float = 0.0
    """Seconds after its use in which a refresh token may be presented again, and is answered with the same pair."""
    users: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Who may log in, with their passwords; anybody by any password where none are named."""
    seed: int = 0
    """What tokens and answers are made from: the same seed gives the same ones."""
    jwt: bool = False
    """Make access tokens JSON Web Tokens; where `sdk.yaml` reads the expiry from one they are so anyway."""
    overlap: bool = False
    """Let an access token be good until it expires, even if its pair has been exchanged, as JWTs mostly are."""
    validate: bool = True
    """Refuse requests that the document does not allow."""

    def __attrs_post_init__(self) -> None:
        """Refuse times that are none."""
        for name, value, fine in (("ttl", self.ttl, self.ttl > 0), ("grace", self.grace, self.grace >= 0)):
            if not fine or value == float("inf"):
                expected = "seconds, more than 0" if name == "ttl" else "seconds, 0 or more"
                raise UsageError(Diagnostic(f"--{name} cannot be {value:g}", expected=expected))


def user(text: str) -> tuple[str, str]:
    """Read `name:password`; raises UsageError for anything else."""
    name, colon, password = text.partition(":")
    if not name or not colon:
        raise UsageError(Diagnostic("--user is not a name and a password", expected="`--user ada:secret`"))
    return name, password
