"""What two clouds answered, in a form that can be compared: ids, times, addresses and secrets stand for themselves."""
import json
import re
import urllib.parse

HEADERS = ("Content-Type", "Vary", "Location", "WWW-Authenticate", "Retry-After")
PRESENT = ("X-Subject-Token", "Openstack-Auth-Receipt", "X-OpenStack-Request-ID")
FORMS = (
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<uuid>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<hex64>"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<hex>"),
    (re.compile(r"\bgAAAA[\w=-]{60,}"), "<token>"),
)
TIME = re.compile(r"\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
LINKS = ("self", "next", "previous")
SECRET = ("secret", "access", "audit_ids", "blob", "x5t#S256")


def address(text):
    """An address in one spelling: nothing escaped, no `=` after a name without a value."""
    return re.sub(r"=(?=&|$)", "", urllib.parse.unquote(text)).rstrip("?&")


class Difference:
    """One place where the answers differ: `status`, `header Vary`, `body.users[].name`."""

    def __init__(self, where, theirs, ours):
        self.where, self.theirs, self.ours = where, theirs, ours

    def __str__(self):
        return f"{self.where}: Keystone {short(self.theirs)} | Apus {short(self.ours)}"


def short(value):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= 300 else text[:300] + "…"


class Speech:
    """One side's names for things, taken out of its answers."""

    def __init__(self, root, variables, sample=False):
        self.root, self.sample = root, sample
        # The first name of a value stands; longer values go first, so that none is cut in two.
        names = {}
        for name, value in variables.items():
            if isinstance(value, str) and len(value) > 5:
                names.setdefault(value, "$" + name)
        self.names = names
        values = sorted(names, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, values))) if values else None

    def text(self, value):
        value = value.replace(self.root, "$ROOT")
        if self.pattern:
            value = self.pattern.sub(lambda match: self.names[match[0]], value)
        value = TIME.sub(lambda match: f"<time{match[1]}{'.6' if match[2] else ''}{match[3] or ''}>", value)
        for form, mark in FORMS:
            value = form.sub(mark, value)
        return value

    def value(self, value, key=None):
        if isinstance(value, dict):
            return {self.text(name): self.value(each, name) for name, each in sorted(value.items())}
        if isinstance(value, list):
            return self.items([self.value(each, key) for each in value], key)
        if isinstance(value, str):
            said = self.text(address(value) if key in LINKS else value)
            if key == "blob" and said.startswith("{"):
                return json.dumps(json.loads(said))
            if key == "prior_role":
                said = re.sub(r"([^/]+)/implies/([^/]+)$", lambda pair: " ".join(sorted(pair.groups())), said)
            if self.sample and key in LINKS:
                said = re.sub(r"marker=[^&]*", "marker=<marker>", said)
            return "<secret>" if key in SECRET and said and not said.startswith(("$", "{")) else said
        return value

    def items(self, items, key):
        """A list without what the clouds have of their own: the run's things stay, and how the others are built.

        Of a page, which holds whatever ids come first, only that is left, and how much it holds.
        """
        if not all(isinstance(each, dict) for each in items):
            return items
        if self.sample and items and "links" in items[0]:
            return [{"<each>": []}] * len(items)
        if key == "catalog":
            mine = [each for each in items if "$run" in str(each.get("name"))]
        else:
            mine = [each for each in items if "$" in json.dumps(each).replace("$ROOT", "")]
        if mine or not items:
            return mine
        # What all of them have: which comes first is chance.
        return [{"<each>": sorted(set.intersection(*map(set, items)))}]


def plain(message):
    """A fault's words without what differs from one schema library to the next: the place, the value, the schema."""
    message = re.sub(r"\s+", " ", message.split("\n\nFailed validating")[0]).strip()
    message = re.sub(
        r"^Invalid input for (field/attribute|query parameters) \S+ Value: .*?\. "
        r"(?=\S.* (is|does|was|has|should|were) |Add)", "", message)
    message = re.sub(r"^Invalid input for field '[^']*': ", "", message)
    message = re.sub(r"should be non-empty|is too short|does not have enough properties", "is too short", message)
    return message.replace("\\\\", "\\").rstrip(".")


def said(answer, speech, method):
    """What is compared of an answer, as a flat mapping for the head and the body as it is read."""
    head = {"status": answer.status}
    for name in HEADERS:
        value = answer.headers.get(name)
        head["header " + name] = speech.text(value) if value is not None else None
    allow = answer.headers.get("Allow")
    head["header Allow"] = sorted({*re.split(r",\s*", allow)} - {"HEAD", "OPTIONS"}) if allow else None
    for name in PRESENT:
        head["header " + name] = name in answer.headers
    if method == "HEAD" or not answer.text.strip():
        return head, None
    if answer.json is None:
        return head, speech.text(re.sub(r"\s+", " ", answer.text))[:400]
    body = speech.value(answer.json)
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict) and isinstance(error.get("message"), str):
        error["message"] = plain(error["message"])
    return head, body


def compare(theirs, ours, where):
    """All differences between two values, each with its place."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        found = []
        for key in sorted(set(theirs) | set(ours)):
            found += compare(theirs.get(key, "<absent>"), ours.get(key, "<absent>"), f"{where}.{key}")
        return found
    if isinstance(theirs, list) and isinstance(ours, list):
        def order(each):
            known = [str(each.get(name)) for name in ("name", "id")] if isinstance(each, dict) else []
            return known, json.dumps(each, sort_keys=True)
        theirs, ours = sorted(theirs, key=order), sorted(ours, key=order)
        if len(theirs) != len(ours):
            more = [each for each in theirs if each not in ours], [each for each in ours if each not in theirs]
            return [Difference(f"{where}[#]", {"of": len(theirs), "only": more[0]},
                               {"of": len(ours), "only": more[1]})]
        return [each for pair in zip(theirs, ours) for each in compare(*pair, f"{where}[]")]
    same = theirs == ours and isinstance(theirs, bool) == isinstance(ours, bool)
    return [] if same else [Difference(where, theirs, ours)]


def gist(head, body):
    """An answer in a line: its status, and the words of its fault."""
    error = body.get("error") if isinstance(body, dict) else None
    words = error.get("message") if isinstance(error, dict) else body if isinstance(body, str) else None
    return f"{head['status']} {words}" if words else str(head["status"])


def differences(method, theirs, ours):
    """Between two answers, each given with its side's speech; another status says it all."""
    their_head, their_body = said(*theirs, method)
    our_head, our_body = said(*ours, method)
    if their_head["status"] != our_head["status"]:
        return [Difference("status", gist(their_head, their_body), gist(our_head, our_body))]
    found = [Difference(name, value, our_head[name]) for name, value in their_head.items() if value != our_head[name]]
    return found + compare(their_body, our_body, "body")
