"""The manual, as man(7) has it. What no table tells, since it is how a service is kept and not what the
program does, stands here.
"""
import re

OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*)")

FIRST_STEPS = (
    ("As a service, from a package: the key is made and the server runs, at http://127.0.0.1:8080. "
     "Say in /etc/afterword/afterword.conf where readers reach it (`public_url`) and which proxy stands "
     "in front of it (`trusted_proxies`), then"),
    ["systemctl restart afterword"],
    "Commands are run as root, with what the service has. Make the first admin, whose password is a line that is typed, and the first site; ask what its pages "
    "shall have in them:",
    ["export AFTERWORD_CONFIG=/etc/afterword/afterword.conf",
     "export AFTERWORD_KEY_FILE=/etc/afterword/afterword.key",
     "afterword account add anna --role admin",
     "afterword site add blog --origin https://blog.example.org",
     "afterword embed blog"],
    "People moderate at /moderate. Copy the key, /etc/afterword/afterword.key, to a safe place, and the "
    "backups to another machine.",
)

FILES = (
    ("/etc/afterword/afterword.conf", "the settings of the service, afterword.conf(5)"),
    ("/etc/afterword/afterword.key", "its secret key, made once; never in a backup"),
    ("/var/lib/afterword/", "its database"),
    ("/var/lib/afterword-backups/", "what afterword-backup.timer has made every night"),
    ("afterword.conf, afterword.db, afterword.key", "the same in the current folder, without a service"),
)

EXIT_STATUS = (
    "Those of sysexits.h: 0 all is well, 64 the command line is wrong, 78 a setting is, 75 try again later; "
    "65 what was looked at has flaws. All errors with their status:")

WHERE_DOCS_ARE = (
    "Where a page below docs/ is named: a package has them in /usr/share/doc/afterword.")


def escaped(text):
    """For roff, whatever stands in it; also at the beginning of a line."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    text = re.sub(r"[^\x00-\x7f]", lambda match: f"\\[u{ord(match[0]):04X}]", text)
    return re.sub(r"(?m)^(?=\.)", r"\\&", text)


def prose(text):
    """A paragraph; what is `code` or an option stands out."""
    pieces = re.split(r"`([^`]+)`", " ".join(text.split()))
    out = []
    for number, piece in enumerate(pieces):
        if number % 2:
            out.append(f"\\fB{escaped(piece)}\\fP")
        else:
            out.append(OPTION.sub(r"\\fB\1\\fP", piece))
            out[-1] = "".join(
                part if part in ("\\fB", "\\fP") else escaped(part)
                for part in re.split(r"(\\fB|\\fP)", out[-1]))
    whole = "".join(out)
    return "\\&" + whole if whole[:1] in ".'" else whole


class Page:
    def __init__(self, name, section, version, title):
        self.lines = [
            f'.TH "{escaped(name.upper())}" "{section}" "" "Afterword {version}" "Afterword"',
            ".SH NAME",
            f"{escaped(name)} \\- {escaped(title)}",
        ]

    def section(self, title):
        self.lines.append(f'.SH "{escaped(title.upper())}"')

    def part(self, title):
        self.lines.append(f'.SS "{escaped(title)}"')

    def paragraph(self, text):
        begins = self.lines[-1][:3] in (".SH", ".SS")
        self.lines += [".PP"] * (not begins) + [prose(text)]

    def term(self, term, *texts):
        self.lines += [".TP", f"\\fB{escaped(term)}\\fP"]
        for number, text in enumerate(texts):
            self.lines += [".br"] * (number > 0) + [prose(text)]

    def verbatim(self, lines):
        self.lines += [".PP", ".nf", ".RS 4", *map(escaped, lines), ".RE", ".fi"]

    def mixed(self, parts):
        for part in parts:
            (self.paragraph if isinstance(part, str) else self.verbatim)(part)

    def see_also(self, *pages):
        self.section("See also")
        rows = (re.fullmatch(r"(.+)\((\d)\)", page).groups() for page in pages)
        self.lines += [
            f".BR {escaped(name)} ({section}){'' if end else ','}"
            for (name, section), end in zip(rows, [False] * (len(pages) - 1) + [True])]
        self.paragraph(WHERE_DOCS_ARE)

    def text(self):
        return "\n".join(self.lines) + "\n"


def synopsis(page, lines):
    for line in lines:
        page.lines += [".HP 4", re.sub(
            r"^(afterword [a-z ]+?)(?= [\[A-Z-]|$)", r"\\fB\1\\fP",
            escaped(line).replace("\\-\\-", "--")).replace("--", "\\-\\-")]


def described(page, text):
    """The prose of a command: paragraphs, and tables on indented lines."""
    for block in re.split(r"\n\n|(?=^ )|\n(?=[A-Z].*:\n )", text.strip("\n"), flags=re.M):
        if block.startswith("  "):
            name, _, rest = block.strip().partition(" ")
            page.term(name, rest)
        elif block.strip():
            page.paragraph(block)


def program(tables):
    page = Page("afterword", 1, tables.version, "comments that are read before they are shown")
    page.section("Synopsis")
    page.lines += [".B afterword", ".I COMMAND", "[\\fIOPTION\\fP \\[u2026]]"]
    page.section("Description")
    page.paragraph(
        "A self-hosted server for comments under articles. Readers leave them, people moderate them, in a "
        "browser or by an API; no address of a reader is kept that could be read. Each command knows "
        "--help; those that list or look know --json, for programs. All but restore may run beside the server.")
    page.section("First steps")
    page.mixed(FIRST_STEPS)
    page.section("Commands")
    for command in tables.commands:
        page.part(f"{command.name}: {command.summary}")
        synopsis(page, command.synopsis)
        described(page, command.prose)
    page.section("Settings")
    page.paragraph(
        "Each command takes the settings as flags, as from the environment and a file. afterword.conf(5) "
        "tells each.")
    page.term("--config FILE", "The file of settings; else the one that `AFTERWORD_CONFIG` names, else "
              "afterword.conf in the current folder, if there is one.")
    for setting in tables.settings:
        page.term(setting["flag"], f"default: {setting['default'] or 'empty'}")
    page.section("Exit status")
    page.paragraph(EXIT_STATUS)
    statuses = {}
    for error in tables.errors:
        statuses.setdefault(error["exit"], []).append(error["title"])
    for status, titles in sorted(statuses.items()):
        page.term(str(status), "; ".join(titles) + ".")
    page.section("Environment")
    page.term("AFTERWORD_CONFIG", "The file of settings.")
    page.term("AFTERWORD_…", "A setting, by its name in capitals.")
    page.term("CREDENTIALS_DIRECTORY", "Where a service manager has put what settings would name as files.")
    page.section("Files")
    for name, what in FILES:
        page.term(name, what[0].upper() + what[1:] + ".")
    page.see_also("afterword.conf(5)", "afterword-api(7)", "systemctl(1)", "journalctl(1)")
    return page.text()


def settings(tables):
    page = Page("afterword.conf", 5, tables.version, "the settings of afterword")
    page.section("Description")
    page.paragraph(
        "Lines of the form `name = value`; those that begin with ; are passed over. A setting is taken from "
        "its flag, else from the environment, else from the file, else it has its default. A wrong one "
        "stops the start with its name, its value and what would be right. `afterword config` shows what "
        "is in force, and from where.")
    page.paragraph(
        "The service reads /etc/afterword/afterword.conf when it starts: after a change, `systemctl restart "
        "afterword` turns nobody away. Where it listens is not said here but in afterword.socket: `systemctl "
        "edit afterword.socket`.")
    page.section("Settings")
    for setting in tables.settings:
        default = f"Default: `{setting['default']}`" if setting["default"] else "Default: empty"
        handed = ", but what a service manager hands over as a credential of this name goes before it"
        page.term(
            setting["name"], setting["help"],
            f"{default}{handed if setting['credential'] else ''}. It expects {setting['expects']}.",
            f"Flag {setting['flag']}, environment `{setting['environment']}`.")
    page.section("Files")
    page.term("/etc/afterword/afterword.conf", "The settings of the service.")
    page.see_also("afterword(1)", "systemd.socket(5)")
    return page.text()


def referred(api, thing):
    while "$ref" in thing:
        found = api
        for name in thing["$ref"].removeprefix("#/").split("/"):
            found = found[name.replace("~1", "/").replace("~0", "~")]
        thing = found
    return thing


def kind(schema):
    """A schema in a few words."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    if "enum" in schema:
        return "one of " + ", ".join(str(value) for value in schema["enum"] if value is not None)
    types = schema.get("type", "object")
    if types == "array":
        return f"a list of {kind(schema['items'])}"
    types = [types] if isinstance(types, str) else types
    return " or ".join(types)


def members(page, title, schema):
    if not schema.get("properties"):
        return
    page.paragraph(title)
    page.lines.append(".RS 4")
    needed = schema.get("required", ())
    for name, member in schema["properties"].items():
        what = member.get("description", "")
        page.term(name, f"{kind(member)}{', needed' if name in needed else ''}. {what}")
    page.lines.append(".RE")


def operation(page, api, method, path, operation):
    page.part(f"{method.upper()} {path}")
    page.paragraph(f"{operation['summary']}. {operation.get('description', '')}")
    for needed in operation.get("security", []):
        if "token" in needed:
            page.paragraph(f"Needs a token of scope {' '.join(needed['token'])}, or a session.")
        if "watcher" in needed:
            page.paragraph("Needs the secret that `metrics_token_file` has.")
    parameters = [referred(api, parameter) for parameter in operation.get("parameters", [])]
    for parameter in parameters:
        where = {"query": "in the query", "path": "in the path", "header": "a header"}[parameter["in"]]
        needed = ", needed" if parameter.get("required") else ""
        page.term(parameter["name"], f"{where}{needed}; {kind(parameter['schema'])}. "
                  f"{parameter.get('description', '')}")
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]
        schema = referred(api, next(iter(content.values()))["schema"])
        members(page, f"A body as {' or '.join(content)}:", schema)
    page.paragraph("Answers:")
    page.lines.append(".RS 4")
    for status, answer in operation["responses"].items():
        answer = referred(api, answer)
        content = answer.get("content", {}).get("application/json")
        shape = f" ({kind(content['schema'])})" if content and "$ref" in content["schema"] else ""
        page.term(status, f"{answer['description']}{shape}")
    page.lines.append(".RE")


def interface(tables):
    api = tables.api
    page = Page("afterword-api", 7, tables.version, "what programs ask afterword over HTTP")
    page.section("Description")
    page.paragraph(api["info"]["description"])
    page.paragraph("The same, for programs, is at /openapi.json.")
    for tag in api["tags"]:
        page.section(tag["name"])
        page.paragraph(tag["description"])
        for path, operations in api["paths"].items():
            for method, told in operations.items():
                if tag["name"] in told["tags"]:
                    operation(page, api, method, path, told)
    page.section("Objects")
    bodies = {told["operationId"] for path in api["paths"].values() for told in path.values()}
    for name, schema in sorted(api["components"]["schemas"].items()):
        if name not in bodies and "properties" in schema:
            page.part(name)
            members(page, "Its members:", schema)
    page.section("Problems")
    page.paragraph(
        "What went wrong is told as application/problem+json (RFC 9457); `type` is /problems/ and one of:")
    for error in tables.errors:
        page.term(error["slug"], f"{error['title']} ({error['status']}).")
    page.see_also("afterword(1)", "afterword.conf(5)")
    return page.text()


PAGES = {"afterword.1": program, "afterword.conf.5": settings, "afterword-api.7": interface}
