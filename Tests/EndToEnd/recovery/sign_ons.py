"""How somebody of an identity provider signs in, up to the request that ends it: sent once, or again."""
import http.client
import urllib.parse
from collections import namedtuple

from harness.rest import Lost
from saml_provider import in_envelope

BASE = "/identity/v3"
DASHBOARD = "http://127.0.0.1/auth/websso/"
FORM = "application/x-www-form-urlencoded"
PAOS = "application/vnd.paos+xml"

Answer = namedtuple("Answer", "status headers text")


class SignOn:
    """One, of a user by that name with that address; `providers` are the two that speak for them."""

    idp = "campus"

    def __init__(self, cloud, providers, name, address):
        self.place = cloud.settings["APUS_LISTEN"]
        self.providers, self.name, self.address = providers, name, address
        self.method, self.path, self.body, self.headers = self.begin()

    def begin(self):
        """The request that ends it."""
        raise NotImplementedError

    def send(self):
        return self.ask(self.method, self.path, self.body, self.headers)

    def ask(self, method, path, body=None, headers=None):
        """Raises Lost when the cloud died over it."""
        connection = http.client.HTTPConnection(self.place, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        except (OSError, http.client.HTTPException) as problem:
            raise Lost(f"{method} {path}: {problem!r}") from problem
        finally:
            connection.close()

    def begun(self, protocol):
        """Where a browser is sent, and the cookie that it keeps."""
        origin = urllib.parse.urlencode({"origin": DASHBOARD})
        answer = self.ask(
            "GET", f"{BASE}/auth/OS-FEDERATION/identity_providers/{self.idp}/protocols/{protocol}/websso?{origin}")
        assert answer.status == 302, answer
        return answer.headers["Location"], answer.headers["Set-Cookie"].split(";")[0]

    def own(self):
        """Where this cloud's users of the provider ask for a token."""
        return f"{BASE}/OS-FEDERATION/identity_providers/{self.idp}/protocols/saml2/auth"


class ByCode(SignOn):
    """OpenID Connect's code, brought back by a browser."""

    idp = "corp"

    def begin(self):
        location, cookie = self.begun("openid")
        back = urllib.parse.urlsplit(self.providers["corp"].agreed(
            location, sub=self.name, preferred_username=self.name, email=self.address))
        return "GET", f"{back.path}?{back.query}", None, {"Cookie": cookie}


class ByForm(SignOn):
    """A SAML2 assertion in a form that a browser posts."""

    def begin(self):
        location, cookie = self.begun("saml2")
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))
        form = self.providers["campus"].redirected(query, self.name, self.address)
        return ("POST", f"{BASE}/auth/OS-FEDERATION/saml2/acs", urllib.parse.urlencode(form),
                {"Cookie": cookie, "Content-Type": FORM})


class ByEnvelope(SignOn):
    """A SAML2 assertion that a program was given for this cloud's request (ECP)."""

    def begin(self):
        asked = self.ask("GET", self.own(), headers={"Accept": PAOS, "PAOS": "urn:liberty:paos:2003-08"})
        assert asked.status == 200, asked
        said = self.providers["campus"].asked(asked.text, self.name, self.address)
        return "POST", f"{BASE}/auth/OS-FEDERATION/saml2/acs", said, {"Content-Type": PAOS}


class Unasked(SignOn):
    """A SAML2 assertion that nobody asked for, as other clouds' users bring it."""

    def begin(self):
        place = f"http://{self.place}{self.own()}"
        service = f"http://{self.place}{BASE}/auth/OS-FEDERATION/saml2/metadata"
        said = self.providers["campus"].says(service, place, None, self.name, self.address)
        return "POST", self.own(), in_envelope(said), {"Content-Type": PAOS}


ALL = (ByCode, ByForm, ByEnvelope, Unasked)
