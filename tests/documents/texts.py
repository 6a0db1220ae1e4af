"""Names and texts that documents are made of: plain ones, ones that collide, ones that would like to be code."""

from __future__ import annotations

PLAIN = ("id", "name", "status", "items", "total", "createdAt", "user_id", "url", "kind", "data", "code", "message")
"""Names that say nothing special."""

NAMES = (
    *("ID", "Id", "iD", "i_d", "user-id", "userId", "UserID", "user id", "user.id"),
    *("class", "def", "None", "True", "import", "match", "type", "async", "lambda", "_", "__"),
    *("list", "dict", "str", "int", "float", "bool", "bytes", "object", "set", "tuple", "super", "property", "print"),
    *("self", "cls", "from_dict", "to_dict", "additional_properties", "additionalProperties", "UNSET", "Unset"),
    *("models", "dt", "datetime", "date", "Decimal", "UUID", "Any", "Literal", "Mapping", "Enum", "runtime", "value"),
    *(
        "body",
        "content_type",
        "timeout",
        "headers",
        "cookies",
        "params",
        "client",
        "session",
        "call",
        "parse",
        "_value",
    ),
    *("__init__", "__class__", "__slots__", "_private", "mro", "_FIELDS", "_missing_", "keys", "get", "copy"),
    *(
        "$ref",
        "$type",
        "@id",
        "x-foo",
        "#",
        "+1",
        "-1",
        "1st",
        "123",
        "0",
        "9lives",
        "a/b",
        "a~b",
        "a%b",
        "a[b]",
        "a[]",
    ),
    *("名称", "naïve", "ﬁle", "𝓍", "ſ", "K", "ß", "SS", "ﷺ", "e\u0301", "é", "☃", "\u200b", "٣", " ", "", "a" * 120),
    *("format", "enum", "const", "default", "required", "properties", "description", "title", "discriminator"),
)
"""Names that are no identifiers, those of Python, of the SDK, of keywords, or differ in next to nothing."""

KEYS = (
    *("User", "user", "USER", "Order", "order.Item", "Order-Item", "OrderItem", "Order_Item", "Pet", "Error", "Page"),
    *("Any", "Enum", "Mapping", "Decimal", "UUID", "File", "Unset", "UNSET", "Literal", "Self", "datetime", "models"),
    *("None", "class", "List", "str", "dict", "object", "type", "int", "Exception", "ValueError", "Call", "Client"),
    *("AsyncClient", "Session", "Model", "Response", "1st", "123", "_", "__init__", "_lazy", "con", "aux", "a.b.c"),
    *("GetUsersResponse200", "UserId", "UserStatus", "user_status", "UserItem", "Page_User_", "v1.User", "v2.User"),
)
"""Names of components, whose characters are few in OpenAPI 3."""

TEXTS = (
    "",
    "What it is.",
    "Two lines.\n\nOf text.",
    "Ünïcode — ☃",
    "ends with \\",
    'says "so"',
    "a" * 150,
    "* list\n* more",
)

HOSTILE = (
    *(
        '"""',
        "'''",
        '\\"""',
        "\\",
        '"',
        "'",
        '""""',
        'x"""\nimport os\n"""',
        "\\N{DASH}",
        "\\x",
        "\\u12",
        "\\'",
        "\\\n",
    ),
    *("{{ x }}", "{% raw %}", "{#", "#}", "%}", "${x}", "{0}", "{x}", "%s", "%(x)s", "</script>", "*/", "`", "<b>"),
    *("\n", "\r", "\r\n", "\t", "\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x1c", "\x1d", "\x1e", "\x7f", "\x85"),
    *(
        "\u2028",
        "\u2029",
        "\u202e",
        "\ufeff",
        "\ufffe",
        "\U0001f343",
        "\ue000",
        " \n ",
        "\n\n\n",
        "# x",
        "a\n# type: ignore",
    ),
    *(
        "):\n    raise SystemExit(1)\n",
        "]\nraise SystemExit(1)\n[",
        "= 1; import os",
        "None",
        "1 if 0 else 2",
        "...",
        "\\\\",
    ),
)
"""Texts that break out of quotes, comments, templates and lines, where somebody lets them."""
