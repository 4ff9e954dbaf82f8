"""A SAML2 identity provider for the tests: pysaml2 as it is published, with one user, for browsers and by ECP.

usage: python saml_provider.py PORT FOLDER SERVICE    prints "ready" when it answers; SERVICE: the cloud's metadata
"""
import base64
import os
import subprocess
import sys
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lxml import etree
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, BINDING_SOAP
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server

PORT, FOLDER, SERVICE = int(sys.argv[1]), sys.argv[2], sys.argv[3]
BASE = f"http://127.0.0.1:{PORT}"
JANE = {"uid": ["jane"], "mail": ["jane@example.org"], "eduPersonAffiliation": ["developers", "staff"]}
SHA256 = {"sign_alg": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
          "digest_alg": "http://www.w3.org/2001/04/xmlenc#sha256"}
PASSWORD_CLASS = {"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": BASE}


# pysaml2 cannot put an answer that it signed into an envelope.
ENVELOPE = (
    '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header>'
    '<ecp:Response xmlns:ecp="urn:oasis:names:tc:SAML:2.0:profiles:SSO:ecp" S:mustUnderstand="1" '
    'S:actor="http://schemas.xmlsoap.org/soap/actor/next" AssertionConsumerServiceURL="{}"/>'
    "</S:Header><S:Body>{}</S:Body></S:Envelope>")


def make_provider():
    key, certificate = os.path.join(FOLDER, "idp.key"), os.path.join(FOLDER, "idp.crt")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=idp", "-days", "2",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    with urllib.request.urlopen(SERVICE, timeout=20) as answer:
        service = answer.read().decode()
    config = IdPConfig().load({
        "entityid": BASE + "/metadata", "key_file": key, "cert_file": certificate,
        "metadata": {"inline": [service]},
        "service": {"idp": {
            # A request that is not the cloud's own is answered to nobody.
            "want_authn_requests_signed": True,
            "endpoints": {"single_sign_on_service": [
                (BASE + "/sso", BINDING_HTTP_REDIRECT), (BASE + "/ecp", BINDING_SOAP)]},
            "policy": {"default": {"lifetime": {"minutes": 15}, "attribute_restrictions": None,
                                   "name_form": NAME_FORMAT_URI}}}}})
    with open(os.path.join(FOLDER, "idp.xml"), "w", encoding="utf-8") as file:
        file.write(str(entity_descriptor(config)))
    return Server(config=config)


class Handler(BaseHTTPRequestHandler):
    """`/sso` for a browser in which jane has signed in, `/ecp` for a program that knows her password."""

    def log_message(self, *arguments):
        pass

    def answer(self, status, text, kind="text/html"):
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    @staticmethod
    def says(asked):
        """The signed answer to a request."""
        name = NameID(format=NAMEID_FORMAT_PERSISTENT, text="jane-0815", name_qualifier=BASE + "/metadata")
        return str(PROVIDER.create_authn_response(
            JANE, in_response_to=asked.id, destination=asked.assertion_consumer_service_url,
            sp_entity_id=asked.issuer.text, name_id=name, userid="jane", authn=PASSWORD_CLASS, sign_assertion=True,
            sign_response=True, **SHA256))

    def do_GET(self):
        place, _, query = self.path.partition("?")
        given = {name: values[0] for name, values in urllib.parse.parse_qs(query).items()}
        if place != "/sso":
            return self.answer(404, "not here")
        parsed = PROVIDER.parse_authn_request(
            given["SAMLRequest"], BINDING_HTTP_REDIRECT, relay_state=given["RelayState"],
            sigalg=given.get("SigAlg"), signature=given.get("Signature"))
        asked = parsed.message
        form = PROVIDER.apply_binding(
            BINDING_HTTP_POST, self.says(asked), asked.assertion_consumer_service_url, given["RelayState"],
            response=True)
        return self.answer(200, form["data"])

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != "/ecp":
            return self.answer(404, "not here")
        if self.headers.get("Authorization") != "Basic " + base64.b64encode(b"jane:jane's password").decode():
            return self.answer(401, "who are you?")
        # pysaml2 takes an envelope apart in a way that breaks signatures: it gets what is inside.
        request = etree.fromstring(body).find(".//{urn:oasis:names:tc:SAML:2.0:protocol}AuthnRequest")
        text = base64.b64encode(etree.tostring(request, with_tail=False)).decode()
        asked = PROVIDER.parse_authn_request(text, BINDING_HTTP_POST).message
        said = etree.tostring(etree.fromstring(self.says(asked).encode())).decode()
        return self.answer(200, ENVELOPE.format(asked.assertion_consumer_service_url, said), "text/xml")


PROVIDER = make_provider()
SERVER = ThreadingHTTPServer(("127.0.0.1", PORT), Handler)
print("ready", flush=True)
SERVER.serve_forever()
