"""Texts and enums of a document become what they say about codes: which one means success, which one an expiry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from anew.detect.view import listed, mapping

_CODE = r"(?:\d{1,6}|[A-Z]\d{3,5}|[A-Z]{2,}(?:_[A-Z]+)*)"
_WORD = r"(?:success(?:ful(?:ly)?)?\b|succeeded|ok\b|成功|正常)"
_SUCCESS = re.compile(
    rf"""(?<![\w.-])[`"']?(?P<before>\d{{1,6}})\s*[`"']?\s*(?:[:=-]|means|is|for|on|if|表示|为|代表|即|是|：|－|—|→|->)*\s*
        (?:on\s+|the\s+)?{_WORD}
      | {_WORD}\s*(?:[:=：]|is|时|固定|code)?\s*(?:is|为|返回|[:=：])\s*[`"']?(?P<after>\d{{1,6}})\b
      | (?:非|不为|不等于|not|non-?|other\s+than|except|!=)\s*[`"']?(?P<but>\d{{1,6}})[`"']?\s*
        (?:表示|为|代表|即|的|means|is|are)*\s*.{{0,8}}(?:失败|错误|异常|fail|error)
      | [`"']?(?P<beside>\d{{1,6}})[`"']?\s*以外.{{0,6}}(?:失败|错误|异常)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ROW = re.compile(
    rf"\|\s*[`\"']?(?P<code>{_CODE})[`\"']?\s*\|\s*(?:请求|操作|调用|the\s+|request\s+)?{_WORD}", re.IGNORECASE
)
_HTTP = re.compile(
    r"\bhttp(?:[\s_-]+|status|response)*code\b|\bhttp\s*(?:response\s*)?status\b|http\s*状态码", re.IGNORECASE
)
_CREDENTIAL = (
    r"(?<![A-Za-z_-])(?:(?:access|auth|bearer|jwt|user|login)[ _-]?)*token|令牌|凭证|登录(?:状态|态)?"
    r"|\bsession|\bjwt|授权|认证"
)
_EXPIRED = re.compile(
    rf"(?:{_CREDENTIAL})(?:\s+(?:has|is|was|have|already|been))*\s*(?:无效或|无效、|缺失或|已经|已|expired|timed\s+out)*"
    r"(?:expired|timed\s+out|过期|失效|超时)"
    r"|(?<![A-Za-z])expired[\s_-]+(?:access[\s_-]*|auth[\s_-]*|jwt[\s_-]*)?(?:token|session|jwt)|过期的?(?:token|令牌)",
    re.IGNORECASE,
)
_UNPROVEN = re.compile(
    r"\b(?:invalid|missing|bad|malformed|no|without)(?:(?:\s+or|\s*[/,]|\s+and)?\s+(?:invalid|missing|expired|an?|valid))*"
    r"\s+(?:(?:access|auth\w*|bearer|jwt)[\s_-]*)*(?:token|credentials?\s+in\s+the\s+header)\b"
    r"|(?:token|令牌|凭证)\s*(?:is\s+|was\s+)?(?:either\s+)?(?:invalid|missing|not\s+(?:set|valid|provided)|无效|缺失|不合法|错误)"
    r"|\bunauthenticated\b|\bnot\s+(?:authenticated|logged\s+in)\b|未登[录陆]|未认证|未授权|身份(?:验证|认证)失败",
    re.IGNORECASE,
)
"""What is answered to who has not proven who they are: an expired token too, where nothing is said of that."""
_PAIR = re.compile(r"(?<![\w./-])[`\"']?(?P<code>\d{3,6})[`\"']?\s*[:：=-]?\s*(?P<text>[^\d`\n|,，、;；]{2,60})")
_EXPIRY_CODE = re.compile(r"(?<![\w./-])(?:\d{3,9}|[A-Z]\d{3,5}|[A-Z_]*EXPIRED[A-Z_]*)(?![\w/-]|\.\d)")
_OTHER = re.compile(r"(?:refresh|page|sync|captcha|upload|download|invit\w+|reset|刷新|验证码)[\s_-]*$", re.IGNORECASE)
"""What stands before a token that is no access token."""
_NAMES = ("x-enum-varnames", "x-enumNames", "x-enum-names", "x-enum-values", "x-enum-descriptions")
_PAIRS = ("x-apifox-enum", "x-enum", "x-enums")
_SUCCESSFUL = re.compile(r"(?:ok|success(?:ful)?|succeeded|成功|操作成功|请求成功)", re.IGNORECASE)


def success(text: str) -> str:
    """Find the code that a text calls success, or ""; what looks like a failure's HTTP status is none."""
    found = _SUCCESS.search(text)
    value = next((one for one in found.groups() if one), "") if found else ""
    return "" if re.fullmatch("[45]\\d\\d", value) else value


def introduced(line: str, name: str) -> str:
    """Find the success code in a line of prose: in a table of codes, or beside the name of the status."""
    if row := _ROW.search(line):
        return "" if re.fullmatch("[45]\\d\\d", row["code"]) else row["code"]
    return success(line) if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", line) else ""


def is_status_row(line: str) -> bool:
    """Tell whether a line is the row of a table of HTTP's statuses."""
    return bool(re.match(r"\s*\|?\s*[`*]*(?:404|500)[`*]*\s*\|", line))


def is_http(text: str) -> bool:
    """Tell whether a text says that a code is the HTTP status."""
    return bool(_HTTP.search(text)) and not re.search(r"\bnot\b|非|不", text)


def expired(text: str) -> bool:
    """Tell whether a text says that an access token has expired."""
    return any(not _OTHER.search(text[: found.start()]) for found in _EXPIRED.finditer(text))


def expiry_code(line: str) -> str:
    """Find the code in a line that says that an access token has expired, or ""."""
    found = _EXPIRY_CODE.findall(line) if expired(line) else []
    return found[0] if len(found) == 1 else ""


def unproven(text: str) -> bool:
    """Tell whether a text says that an access token is missing or not accepted."""
    return any(not _OTHER.search(text[: found.start()]) for found in _UNPROVEN.finditer(text))


def unproven_codes(line: str) -> Iterator[str]:
    """Find the codes of which a line says so: `401` not logged in, `403` not allowed."""
    yield from (found["code"] for found in _PAIR.finditer(line) if unproven(found["text"]))


def snippets(text: str, name: str) -> Iterator[str]:
    """Find the values that a property has in scraps of JSON."""
    for found in re.finditer(rf"""["'`]?\b{re.escape(name)}["'`]?\s*:\s*["']?(?P<value>-?\w+)""", text):
        yield found["value"]


def prose(root: Mapping[str, Any]) -> Iterator[str]:
    """Give the lines of the introduction and of what describes the tags."""
    texts = [
        mapping(root.get("info")).get("description"),
        *(mapping(tag).get("description") for tag in listed(root, "tags")),
    ]
    for text in texts:
        if isinstance(text, str):
            yield from text.splitlines()


def fixed(schema: Mapping[str, Any]) -> Iterator[str]:
    """Give the default, the constant, or the only value of an enum."""
    values = schema.get("enum")
    single = values[0] if isinstance(values, list) and len(values) == 1 else None
    yield from (as_text(value) for value in (schema.get("default"), schema.get("const"), single))


def stated(schema: Mapping[str, Any]) -> Iterator[str]:
    """Give all values that a schema states, examples included."""
    yield from (value for value in (*fixed(schema), as_text(schema.get("example"))) if value)


def named(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the values of an enum with their names, by the extensions there are for that."""
    values = schema.get("enum")
    for names in (schema.get(key) for key in _NAMES):
        if isinstance(values, list) and isinstance(names, list):
            for value, name in zip(values, names, strict=False):
                yield as_text(value), str(name.get("identifier", "") if isinstance(name, dict) else name)
        elif isinstance(names, Mapping):
            yield from ((str(value), str(name)) for value, name in names.items())
    pairs = [schema.get(key) for key in _PAIRS] + [mapping(schema.get("x-ms-enum")).get("values")]
    for entry in (mapping(one) for pair in pairs if isinstance(pair, list) for one in pair):
        yield as_text(entry.get("value")), str(entry.get("name") or entry.get("description") or "")
    for entry in (mapping(one) for one in listed(schema, "oneOf") + listed(schema, "anyOf")):
        if "const" in entry:
            yield as_text(entry["const"]), str(entry.get("title") or entry.get("description") or "")


def named_success(schema: Mapping[str, Any]) -> Iterator[str]:
    """Find the enum's value whose name is Success."""
    yield from (value for value, name in named(schema) if value and _SUCCESSFUL.fullmatch(name.strip()))


def listed_success(schema: Mapping[str, Any], usual: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Find the one value of an enum that usually means success."""
    values = [as_text(value) for value in listed(schema, "enum")]
    likely = [value for value in values if value in usual["string"] or _SUCCESSFUL.fullmatch(value)]
    if len(likely) == 1 and len(values) > 1:
        yield likely[0]


def as_text(value: Any) -> str:
    """Write a scalar as codes are compared; "" for anything else."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else ""
