"""What was detected of login, refresh, logout and tokens becomes the session's part of an `sdk.yaml`."""

from __future__ import annotations

from collections.abc import Iterator

from anew.detect import notation as write
from anew.detect.findings import Detection, Found
from anew.detect.tokens import GUESSED
from anew.model import OAuthFlow, Signal
from anew.settings import preset_data

_HTTP, _CODE = Signal(http=("401",)), Signal(code=("401",))
_DEAD = (Signal(http=("400", "401", "403")), Signal(code=("400", "401", "403")))
_USUAL = "what HTTP has for it; the document does not tell"
_SILENT = "CHECK: the document does not tell what an expired token is answered with; servers usually say this"


def session(detection: Detection) -> Iterator[str]:
    """Write the session; a comment, where nothing proves that it is one."""
    clear = session_is_clear(detection)
    found = detection.oauth
    if found and not clear and not detection.preset and (found.sure != "suggested" or detection.tokens is None):
        yield from _at_endpoint(found, detection)
        return
    if detection.tokens is None:
        return
    lines = list(_exchanges(detection, clear=clear))
    if not detection.preset:
        lines += _details(detection)
    block = ["session:", *(f"  {line}" for line in lines)]
    if clear:
        yield from block
    else:
        yield "# CHECK: a session? Nothing proves it; take the marks away if these are its operations."
        yield from (f"# {line}" for line in block)


def _at_endpoint(found: Found[OAuthFlow], detection: Detection) -> Iterator[str]:
    """Write a session that logs in at a token endpoint; what it is asked for, people have to choose."""
    lines = [f"oauth: {write.oauth(found.value)}"]
    if found.value.scope:
        lines.append(f"# Add `scope: …` beside `scheme` to ask for some of these: {write.comment(found.value.scope)}")
    known = detection.expired
    if known:
        lines.append(f"expired: {write.signals(known.value)}  # {known.sure}: {write.comment(known.evidence)}")
    block = ["session:", f"  # {found.sure}: {write.comment(found.evidence)}", *(f"  {line}" for line in lines)]
    if found.sure != "suggested":
        yield from block
    else:
        yield "# A user has to agree first; take the marks away for `client.login(refresh_token)`."
        yield from (f"# {line}" for line in block)


def session_is_clear(detection: Detection) -> bool:
    """Tell whether enough was seen to switch the session on: tokens, and no doubt about login or refresh."""
    sure = [one.sure for one in (detection.login, detection.refresh) if one]
    return detection.tokens is not None and "certain" in sure


def _exchanges(detection: Detection, *, clear: bool) -> Iterator[str]:
    for name, found in (("login", detection.login), ("refresh", detection.refresh), ("logout", detection.logout)):
        if found is None:
            continue
        line = f"{name}: {write.exchange(found.value)}"
        if not clear or found.sure != "suggested" or _preset_knows(detection, name):
            yield f"# {found.sure}: {write.comment(found.evidence)}"
            yield line
        else:
            yield f"# CHECK: {write.comment(found.evidence)}; take the mark away if it is so"
            yield f"# {line}"


def _details(detection: Detection) -> Iterator[str]:
    assert detection.tokens is not None  # noqa: S101 - the caller has asked; this tells the type checker
    tokens = detection.tokens
    guessed = tokens.evidence.endswith(GUESSED)
    yield f"# {'CHECK' if guessed else tokens.sure}: {write.comment(tokens.evidence)}"
    yield "tokens:"
    yield from (f"  {key}: {value}" for key, value in write.tokens(tokens.value).items())
    if detection.attach:
        known = "CHECK" if detection.attach.sure == "likely" else detection.attach.sure
        yield f"attach: {write.attach(detection.attach.value)}  # {known}: {write.comment(detection.attach.evidence)}"
    for header in detection.headers:
        yield f'# headers: {{{write.text(header.value)}: "{{tenant}}"}}  # {write.comment(header.evidence)}'
    yield from _ends(detection)


def _ends(detection: Detection) -> Iterator[str]:
    """Say what an expired token is answered with: a refresh follows where there is one, else the session is over."""
    found = detection.expired
    wrapped = detection.envelope is not None and detection.envelope.sure != "suggested"
    usual, unsure = ((_HTTP, _CODE), _SILENT) if wrapped else ((_HTTP,), _USUAL)
    signals = write.signals(found.value if found else usual)
    why = f"{found.sure}: {write.comment(found.evidence)}" if found else unsure
    if detection.refresh and (detection.refresh.sure != "suggested" or not session_is_clear(detection)):
        yield f"expired: {signals}  # {why}"
        yield f"dead: {write.signals(_DEAD if wrapped else _DEAD[:1])}"
    else:
        yield f"lost: {signals}  # {why}"
        if detection.refresh:
            yield "# With the refresh, call it `expired` instead of `lost`."


def _preset_knows(detection: Detection, name: str) -> bool:
    """Tell whether the preset says how the refresh token is sent, where the document does not."""
    return bool(detection.preset and preset_data(detection.preset.value).get("session", {}).get(name, {}).get("send"))
