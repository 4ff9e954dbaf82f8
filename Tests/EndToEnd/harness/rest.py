"""The cloud's REST APIs with nothing between: for tests that must see each answer, or its absence."""
import http.client
import json
import urllib.parse


class Lost(Exception):
    """The connection ended without an answer: the cloud died, or is not there."""


class Refused(AssertionError):
    """An answer of 400 and above."""

    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


class Rest:
    """Requests as the administrator; paths begin with the service: `/compute/v2.1/servers`."""

    def __init__(self, cloud):
        self.address = cloud.settings["APUS_LISTEN"]
        self.password_file = cloud.path("secrets", "admin-password")
        self.token = None

    def get(self, path, **query):
        return self.call("GET", path + ("?" + urllib.parse.urlencode(query) if query else ""))

    def post(self, path, body):
        return self.call("POST", path, body)

    def put(self, path, body):
        return self.call("PUT", path, body)

    def delete(self, path):
        return self.call("DELETE", path)

    def call(self, method, path, body=None):
        """The answer's body; signs in first, and anew when the token is not known any more."""
        if self.token is None:
            self.sign_in()
        try:
            return self.send(method, path, body)[1]
        except Refused as refused:
            if refused.status != 401:
                raise
        self.sign_in()
        return self.send(method, path, body)[1]

    def sign_in(self):
        with open(self.password_file, encoding="utf-8") as file:
            password = file.read().strip()
        domain = {"id": "default"}
        self.token = None
        headers, _ = self.send("POST", "/identity/v3/auth/tokens", {"auth": {
            "identity": {"methods": ["password"], "password": {
                "user": {"name": "admin", "password": password, "domain": domain}}},
            "scope": {"project": {"name": "admin", "domain": domain}}}})
        self.token = headers["X-Subject-Token"]

    def send(self, method, path, body=None):
        """One request: (headers, body). Bytes, or pieces of bytes, are sent as they are, a mapping as JSON."""
        headers = {"X-Auth-Token": self.token} if self.token else {}
        headers["X-OpenStack-Nova-API-Version"] = "2.79"
        if body is not None:
            headers["Content-Type"] = "application/json" if isinstance(body, dict) else "application/octet-stream"
            body = json.dumps(body).encode() if isinstance(body, dict) else body
        connection = http.client.HTTPConnection(self.address, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as problem:
            raise Lost(f"{method} {path}: {problem!r}") from problem
        finally:
            connection.close()
        if answer.status >= 400:
            raise Refused(answer.status, f"{method} {path}: {text}")
        return answer.headers, json.loads(text) if text.startswith(("{", "[")) else text
