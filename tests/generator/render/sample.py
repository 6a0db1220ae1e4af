"""Makes an `Api` by hand that has one of everything a document can hold."""

from __future__ import annotations

from anew.model import (
    ANY,
    Alias,
    Answer,
    Api,
    Array,
    Attach,
    Body,
    Enum,
    Envelope,
    ErrorRule,
    Exchange,
    Field,
    Group,
    Literals,
    Map,
    Model,
    Nullable,
    Operation,
    Package,
    Paged,
    Paging,
    Parameter,
    Part,
    Ref,
    Scalar,
    Schema,
    SecurityScheme,
    Server,
    Session,
    Signal,
    Tag,
    Tokens,
    Tuple,
    Union,
)

TEXT, INT, FLAG, OCTETS = Scalar("string"), Scalar("integer"), Scalar("boolean"), Scalar("binary")

SCHEMAS: tuple[Schema, ...] = (
    Enum("Level", "level", "int", (("LOW", 1), ("HIGH", 2)), description="How much it matters."),
    Enum("Mood", "mood", "str", (("GLAD", "glad"), ("SAD", "sad")), open=False),
    Enum("Role", "role", "str", (("ADMIN", "admin"), ("GUEST", "guest")), description="What a user may do."),
    Model("Cat", "cat", (Field("kind", "kind", Literals(("cat",)), True), Field("lives", "lives", INT, False)), ANY),
    Model("Dog", "dog", (Field("kind", "kind", Literals(("dog",)), True), Field("barks", "barks", FLAG, True)), None),
    Alias("Pet", "pet", Union((Ref("Cat"), Ref("Dog")), Tag("kind", (("cat", "Cat"), ("dog", "Dog")))), "A pet."),
    Alias("Figure", "figure", Union((Ref("Circle"), Ref("Square"), TEXT))),
    Model("Circle", "circle", (Field("radius", "radius", Scalar("number"), True),), ANY),
    Model("Square", "square", (Field("side", "side", Scalar("number"), True),), ANY),
    Model("Wide", "wide", tuple(Field(f"p{n}", f"p{n}", Nullable(TEXT), n % 2 == 0) for n in range(160)), ANY),
    Alias("Json", "json", Union((Scalar("null"), FLAG, Scalar("number"), TEXT, Array(Ref("Json")), Map(Ref("Json"))))),
    Model(
        "Credentials",
        "credentials",
        (
            Field("username", "username", TEXT, True, description="The user name."),
            Field("password", "password", TEXT, True, description="The password.", write_only=True),
            Field("device", "device", Nullable(TEXT), False, description="A name for this login."),
        ),
        ANY,
    ),
    Model(
        "TokenPair",
        "token_pair",
        (Field("access_token", "accessToken", TEXT, True), Field("refresh_token", "refreshToken", TEXT, False)),
        ANY,
    ),
    Model(
        "Upload",
        "upload",
        (
            Field("file", "file", OCTETS, True, description="The bytes."),
            Field("note", "note", TEXT, False),
            Field("owner", "owner", Ref("User"), False),
            Field("more", "more", Array(OCTETS), False),
        ),
        ANY,
    ),
    Model(
        "User",
        "user",
        (
            Field("id", "id", INT, True, description="The user's number.", read_only=True),
            Field("name", "userName", TEXT, True, description="The name", constraints=(("maxLength", 40),)),
            Field("role", "role", Ref("Role"), True),
            Field("mood", "mood", Ref("Mood"), False),
            Field("level", "level", Nullable(Ref("Level")), False),
            Field("born", "born", Scalar("date"), False),
            Field("joined", "joined", Scalar("date_time"), False),
            Field("wakes", "wakes", Scalar("time"), False),
            Field("works", "works", Scalar("duration"), False),
            Field("key", "key", Scalar("uuid"), False),
            Field("funds", "funds", Scalar("decimal"), False),
            Field("photo", "photo", Scalar("bytes"), False),
            Field("ratio", "ratio", Scalar("number"), False, default=0.5),
            Field("boss", "boss", Nullable(Ref("User")), True),
            Field("pets", "pets", Array(Ref("Pet")), False),
            Field("favourite", "favourite", Ref("Pet"), False),
            Field("figure", "figure", Ref("Figure"), False),
            Field("roles", "roles", Array(Ref("Role")), False),
            Field("list", "list", Array(TEXT), False),
            Field("models", "models", Map(Array(Nullable(INT))), False),
            Field("place", "place", Tuple((Scalar("number"), Scalar("number"))), False),
            Field("path", "path", Tuple((TEXT,), INT), False),
            Field("either", "either", Union((INT, TEXT)), False),
            Field(
                "stray", "stray", Union((Ref("Cat"), Ref("Dog")), Tag("kind", (("cat", "Cat"), ("dog", "Dog")))), False
            ),
            Field("flag", "flag", Literals(("on", "off", 1, None)), False),
            Field("meta", "meta", ANY, False),
            Field("json", "json", Ref("Json"), False),
            Field("nothing", "nothing", Scalar("null"), False),
            Field("scan", "scan", OCTETS, False),
            Field("old", "old", TEXT, False, deprecated=True),
        ),
        Ref("Cat"),
        description="A person of the team.\n\nWith a second paragraph.",
    ),
    Model(
        "UserPage",
        "user_page",
        (Field("list", "list", Array(Ref("User")), True), Field("total", "total", INT, True)),
        ANY,
    ),
)


def json_answer(type_: object, status: str = "200", envelope: str | None = "main", description: str = "") -> Answer:
    """Describe an answer in JSON."""
    return Answer(status, "json", "application/json", type_, envelope, description)  # type: ignore[arg-type]  # a test


USER_ID = Parameter("user_id", "userId", "path", INT, True, "simple", False, description="Which user.")
FAILURE = Answer("default", "json", "application/json", Ref("Json"), "main", "Any failure.")
NOT_FOUND = Answer("404", "json", "application/json", None, None, "There is no such user.")

USERS = (
    Operation(
        "getUser",
        "get_user",
        "users",
        "GET",
        "/users/{userId}",
        parameters=(
            USER_ID,
            Parameter(
                "fields", "fields", "query", Array(TEXT), False, "form", False, description="Only these.\nNot all."
            ),
            Parameter("filter", "filter", "query", Ref("User"), False, "deepObject", True),
            Parameter(
                "models", "models", "query", Scalar("date_time"), False, "form", True, default="2026-01-01T00:00:00Z"
            ),
            Parameter("x_trace", "X-Trace", "header", Scalar("uuid"), False, "simple", False),
            Parameter("locale", "acme_locale", "cookie", Ref("Role"), False, "form", True),
            Parameter("where", "where", "query", Map(ANY), False, "form", True, media_type="application/json"),
        ),
        answers=(json_answer(Ref("User")),),
        errors=(NOT_FOUND, FAILURE),
        security=(("token",), ()),
        summary="Get one user",
        description="Whoever it is.",
    ),
    Operation(
        "list",
        "list",
        "users",
        "GET",
        "/users",
        parameters=(Parameter("page", "pageNo", "query", INT, False, "form", True, default=1),),
        answers=(json_answer(Ref("UserPage")),),
        paged=Paged("default", Ref("User")),
        summary="List users.",
    ),
    Operation(
        "createUser",
        "create_user",
        "users",
        "POST",
        "/users",
        bodies=(
            Body("application/json", "json", Ref("User")),
            Body("application/x-www-form-urlencoded", "form", Ref("Credentials")),
        ),
        body_required=True,
        answers=(json_answer(Ref("User"), "201"), Answer("204", "empty")),
        replay=False,
    ),
    Operation(
        "archiveUser",
        "archive_user",
        "users",
        "POST",
        "/users/{userId}/archive",
        parameters=(USER_ID,),
        answers=(Answer("204", "empty"),),
        deprecated=True,
        authenticated=False,
        server=Server("https://old.acme.example"),
    ),
    Operation(
        "userExists",
        "user_exists",
        "users",
        "GET",
        "/users/exists",
        parameters=(Parameter("name", "name", "query", TEXT, True, "form", True),),
        answers=(json_answer(FLAG),),
    ),
    Operation("anything", "anything", "users", "GET", "/anything", answers=(json_answer(None, envelope=None),)),
)

FILES = (
    Operation(
        "upload",
        "upload",
        "files",
        "POST",
        "/files",
        bodies=(Body("multipart/form-data", "multipart", Ref("Upload"), (Part("owner", "application/json"),)),),
        body_required=True,
        answers=(json_answer(Array(Ref("Pet"))),),
    ),
    Operation(
        "download",
        "download",
        "files",
        "GET",
        "/files/{key}",
        parameters=(Parameter("key", "key", "path", Scalar("uuid"), True, "simple", False),),
        answers=(Answer("200", "binary", "application/pdf"),),
    ),
    Operation(
        "putRaw",
        "put_raw",
        "files",
        "PUT",
        "/raw",
        bodies=(Body("application/octet-stream", "binary", OCTETS),),
        answers=(Answer("200", "text", "text/csv"),),
    ),
    Operation(
        "follow", "follow", "files", "GET", "/events", answers=(Answer("200", "sse", "text/event-stream", Ref("Cat")),)
    ),
    Operation(
        "chat",
        "chat",
        "files",
        "POST",
        "/chat",
        bodies=(Body("text/plain", "text", TEXT),),
        answers=(
            json_answer(Map(TEXT), envelope=None),
            Answer(
                "200",
                "sse",
                "text/event-stream",
                Union((Ref("Cat"), Ref("Dog")), Tag("kind", (("cat", "Cat"), ("dog", "Dog")))),
            ),
        ),
    ),
)

LOGIN = Operation(
    "login",
    "login",
    "auth",
    "POST",
    "/login",
    bodies=(Body("application/json", "json", Ref("Credentials")),),
    body_required=True,
    answers=(json_answer(Ref("TokenPair")),),
    security=(),
    authenticated=False,
    summary="Exchange a name and a password for tokens.",
)


def sample_api() -> Api:
    """Make it."""
    return Api(
        title="Acme",
        version="1.4.0",
        description="People and files of a team.",
        source="openapi.yaml",
        package=Package("sample_sdk", "Sample", "sample-sdk", "1.0.0"),
        groups=(
            Group("auth", "Auth", "auth", "Log in.", (LOGIN,)),
            Group("files", "Files", "files", "", FILES),
            Group("users", "Users", "users", "The people of the team.", USERS),
        ),
        schemas=tuple(sorted(SCHEMAS, key=lambda schema: schema.name)),
        servers=(Server("https://{region}.acme.example/v1", "", (("region", "eu"),)),),
        security_schemes=(SecurityScheme("token", "apiKey", "header", "token"),),
        envelopes=(
            Envelope(
                "main",
                require=("/code",),
                success=(Signal(at="/code", among=("200",)),),
                code=("/code",),
                message=("/msg",),
                data="/data",
                meta=(("trace_id", ("header:x-request-id",)),),
            ),
        ),
        errors=(
            ErrorRule((Signal(code=("403",)),), "Forbidden"),
            ErrorRule((Signal(code=("1001",)),), "UsernameTaken"),
            ErrorRule((Signal(http=("429",)),), "TooFast", ("header:retry-after",)),
        ),
        session=Session(
            tokens=Tokens(("/data/accessToken",), ("/data/refreshToken",)),
            attach=Attach("header", "token", "{access}"),
            login=Exchange(operation="login"),
            headers=(("tenant-id", "{tenant}"),),
            expired=(Signal(code=("409",)),),
        ),
        pagings=(Paging("default", "/list", total="/total", page="pageNo"),),
    )
