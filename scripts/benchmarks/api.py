"""A plain client of the APIs: one connection, kept open."""
import http.client
import json


class APIError(Exception):
    """An answer that is no success."""


class API:
    """Requests to one cloud with one token."""

    def __init__(self, address, token=None):
        self.address, self.token = address, token
        self.connection = http.client.HTTPConnection(address, timeout=60)

    def again(self):
        """The same on a connection of its own, for another thread."""
        return API(self.address, self.token)

    def sign_in(self, user, password, project="admin"):
        domain = {"id": "default"}
        headers, _ = self.send("POST", "/identity/v3/auth/tokens", {"auth": {
            "identity": {
                "methods": ["password"],
                "password": {"user": {"name": user, "domain": domain, "password": password}}},
            "scope": {"project": {"name": project, "domain": domain}}}})
        self.token = headers["X-Subject-Token"]
        return self

    def send(self, method, path, body=None, headers=None):
        """(headers, body as bytes) of a successful answer."""
        sent = {"X-Auth-Token": self.token} if self.token else {}
        sent.update({"Content-Type": "application/json"} if body is not None else {}, **(headers or {}))
        try:
            self.connection.request(method, path, None if body is None else json.dumps(body), sent)
            answer = self.connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        if answer.status >= 300:
            raise APIError(f"{method} {path}: {answer.status} {data[:300]!r}")
        return answer.headers, data

    def get(self, path, **headers):
        return json.loads(self.send("GET", path, headers=headers)[1])

    def post(self, path, body, **headers):
        data = self.send("POST", path, body, headers)[1]
        return json.loads(data) if data else None

    def put(self, path, body, **headers):
        data = self.send("PUT", path, body, headers)[1]
        return json.loads(data) if data else None

    def named(self, path, kind, name):
        """The one of a list that has this name."""
        return next(item for item in self.get(path)[kind] if item["name"] == name)
