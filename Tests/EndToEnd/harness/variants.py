"""Exchanges that are written once and asked many times."""
import re


def spread(entries):
    """Each exchange with `each` once for every value of it, `$each` replaced; matrices likewise."""
    result = []
    for entry in entries or []:
        if "matrix" in entry:
            result += matrix(entry)
        elif "each" in entry:
            rest = {key: value for key, value in entry.items() if key != "each"}
            result += [replaced(rest, value) for value in entry["each"]]
        else:
            result.append(entry)
    return result


def matrix(entry):
    """Every request of `matrix`, asked by every persona of `as`, in that order."""
    rest = {key: value for key, value in entry.items() if key not in ("matrix", "as")}
    result = []
    for request in entry["matrix"]:
        body = {}
        if isinstance(request, dict):
            (request, content), = request.items()
            body = {"body": content}
        result += [{persona: request, **body, **rest} for persona in entry["as"]]
    return result


def replaced(value, each):
    """The value with `$each` in it; where it is all there is, the replacement keeps its type."""
    if isinstance(value, dict):
        return {replaced(name, each): replaced(part, each) for name, part in value.items()}
    if isinstance(value, list):
        return [replaced(part, each) for part in value]
    if value == "$each":
        return each
    return re.sub(r"\$each\b", lambda _: str(each), value) if isinstance(value, str) else value
