"""An OpenID provider that vouches for whoever shows it a token (their subject is the token), or a code of its own."""
import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
import urllib.parse

from jwcrypto import jwk, jwt

CLIENT = "cloud"


class OpenIDProvider:
    def __init__(self):
        self.key = jwk.JWK.generate(kty="RSA", size=2048, kid="first", alg="RS256", use="sig")
        # What a code stands for, until it is exchanged.
        self.codes = {}
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
        self.server.provider = self
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def settings(self, name):
        """What the cloud must be told to believe it."""
        base = f"APUS_IDENTITY_FEDERATION_PROVIDERS_{name.upper()}_"
        return {base + "ISSUER": self.issuer, base + "CLIENT_ID": CLIENT}

    def agreed(self, address, **claims):
        """Where a browser is sent back to that came with this address, when its user has signed in and agreed."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        code = secrets.token_urlsafe()
        self.codes[code] = asked, claims
        return asked["redirect_uri"] + "?" + urllib.parse.urlencode({"code": code, "state": asked["state"]})

    def exchange(self, form):
        """The answer to a code, which is good once (RFC 6749, 4.1.2; RFC 7636); None when it is not."""
        asked, claims = self.codes.pop(form.get("code"), (None, None))
        if asked is None or asked["redirect_uri"] != form["redirect_uri"]:
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return None
        now = int(time.time())
        token = jwt.JWT({"alg": "RS256", "kid": "first"}, {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": asked["nonce"], **claims})
        token.make_signed_token(self.key)
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": token.serialize()}

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class _Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):  # noqa: N802 - the name is the library's
        self.say({
            "issuer": self.issuer(), "jwks_uri": self.issuer() + "/jwks",
            "keys": [self.server.provider.key.export_public(as_dict=True)],
            "authorization_endpoint": self.issuer() + "/authorize", "token_endpoint": self.issuer() + "/token",
            "introspection_endpoint": self.issuer() + "/introspect"})

    def do_POST(self):  # noqa: N802 - the name is the library's
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        if self.path == "/token":
            answer = self.server.provider.exchange(form)
            return self.say(answer or {"error": "invalid_grant"}, 200 if answer else 400)
        return self.say({
            "active": True, "sub": form["token"], "aud": CLIENT, "iss": self.issuer(), "exp": int(time.time()) + 600})

    def issuer(self):
        return self.server.provider.issuer

    def say(self, content, status=200):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
