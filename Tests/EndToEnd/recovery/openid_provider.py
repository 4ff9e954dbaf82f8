"""An OpenID provider that vouches for whoever shows it a token: their subject is the token."""
import http.server
import json
import threading
import time
import urllib.parse


class OpenIDProvider:
    def __init__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def settings(self, name):
        """What the cloud must be told to believe it."""
        base = f"APUS_IDENTITY_FEDERATION_PROVIDERS_{name.upper()}_"
        return {base + "ISSUER": self.issuer, base + "CLIENT_ID": "cloud"}

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class _Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):  # noqa: N802 - the name is the library's
        self.say({
            "issuer": self.issuer(), "jwks_uri": self.issuer() + "/jwks", "keys": [],
            "authorization_endpoint": self.issuer() + "/authorize", "token_endpoint": self.issuer() + "/token",
            "introspection_endpoint": self.issuer() + "/introspect"})

    def do_POST(self):  # noqa: N802 - the name is the library's
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.say({"active": True, "sub": form["token"], "aud": "cloud", "iss": self.issuer(),
                  "exp": int(time.time()) + 600})

    def issuer(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def say(self, content):
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
