"""What a contract case expects of an answer: paths into JSON, kinds of values, the words of a fault."""
import re

ABSENT = object()
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
KINDS = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
    "uuid": lambda value: isinstance(value, str) and re.fullmatch(UUID, value) is not None,
    "hex": lambda value: isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value) is not None,
    "time": lambda value: isinstance(value, str) and re.fullmatch(TIME, value) is not None,
    "some": lambda value: isinstance(value, (list, dict, str)) and len(value) > 0,
    "present": lambda value: True,
}


def look_up(value, path):
    """The value at a path like `servers.0.id`, `flavors[name=small].id`, `servers.#` (how many), `ports.*.id` (of all).

    A path that begins with `/` is split at slashes instead, for keys with dots. ABSENT where there is nothing.
    """
    parts = path.strip("/").split("/") if path.startswith("/") else re.split(r"\.(?![^\[]*\])", path)
    for index, part in enumerate(parts):
        found = re.fullmatch(r"([^\[]*)\[([^=]+)=([^\]]*)\]", part)
        if part == "*" and isinstance(value, list):
            rest = ".".join(parts[index + 1:])
            return [look_up(each, rest) for each in value] if rest else value
        if part == "#":
            value = len(value) if isinstance(value, (list, dict)) else ABSENT
        elif found:
            value = value.get(found[1], ABSENT) if found[1] and isinstance(value, dict) else value
            fitting = [each for each in value if isinstance(each, dict) and str(each.get(found[2])) == found[3]] \
                if isinstance(value, list) else []
            value = fitting[0] if fitting else ABSENT
        elif isinstance(value, list) and part.isdigit():
            value = value[int(part)] if int(part) < len(value) else ABSENT
        else:
            value = value.get(part, ABSENT) if isinstance(value, dict) else ABSENT
        if value is ABSENT:
            return ABSENT
    return value


def differences(value, expected):
    """What is wrong with the value: nothing, or one line."""
    if expected == "<absent>":
        return [] if value is ABSENT or value is None else [f"{value!r}, but it should not be there"]
    if value is ABSENT:
        return ["is not there"]
    if isinstance(expected, dict) and set(expected) == {"contains"}:
        held = isinstance(value, (list, str, dict)) and expected["contains"] in value
        return [] if held else [f"{value!r} does not contain {expected['contains']!r}"]
    if isinstance(expected, dict) and set(expected) == {"lacks"}:
        held = isinstance(value, (list, str, dict)) and expected["lacks"] in value
        return [f"{value!r} contains {expected['lacks']!r}"] if held else []
    if isinstance(expected, str) and expected.startswith("~"):
        fits = isinstance(value, str) and re.search(expected[1:], value)
        return [] if fits else [f"{value!r} does not match {expected[1:]!r}"]
    kind = re.fullmatch(r"<(\w+)>", expected) if isinstance(expected, str) else None
    if kind:
        return [] if KINDS[kind[1]](value) else [f"{value!r} is no {kind[1]}"]
    same = value == expected and isinstance(value, bool) == isinstance(expected, bool)
    return [] if same else [f"{value!r}, not {expected!r}"]


def message(answer):
    """The words of a fault, whichever service's shape it has."""
    body = answer.json
    if isinstance(body, dict) and isinstance(body.get("errors"), list) and body["errors"]:
        return str(body["errors"][0].get("detail"))
    if isinstance(body, dict):
        for value in body.values():
            if isinstance(value, dict) and "message" in value:
                return str(value["message"])
    return re.sub(r"\s+", " ", re.sub(r"<title>.*?</title>|<[^>]*>", " ", answer.text, flags=re.S)).strip()
