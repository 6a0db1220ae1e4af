"""Makes an `Api` by hand that has one of everything a document can hold."""

from __future__ import annotations

from anew.model import (
    ANY,
    Answer,
    Api,
    Array,
    Attach,
    Body,
    Envelope,
    ErrorRule,
    Exchange,
    Group,
    Map,
    Operation,
    Package,
    Paged,
    Paging,
    Parameter,
    Part,
    Ref,
    Scalar,
    SecurityScheme,
    Server,
    Session,
    Signal,
    Tag,
    Tokens,
    Union,
)

from tests.generator.render.schemas import FLAG, INT, OCTETS, SCHEMAS, TEXT


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
