"""A SAML2 identity provider in this process: pysaml2 as it is published, which vouches for whomever the test names."""
import base64
import os
import subprocess

from lxml import etree
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server

# Nobody answers there: the test carries everything itself.
ENTITY = "https://idp.example"
SHA256 = {"sign_alg": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
          "digest_alg": "http://www.w3.org/2001/04/xmlenc#sha256"}
PASSWORD_CLASS = {"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": ENTITY}
REQUEST = ".//{urn:oasis:names:tc:SAML:2.0:protocol}AuthnRequest"


class SAMLProvider:
    def __init__(self, folder):
        self.key, self.certificate = os.path.join(folder, "idp.key"), os.path.join(folder, "idp.crt")
        self.metadata = os.path.join(folder, "idp.xml")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=idp", "-days", "2", "-keyout",
             self.key, "-out", self.certificate], check=True, capture_output=True)
        with open(self.metadata, "w", encoding="utf-8") as file:
            file.write(str(entity_descriptor(self.config())))
        self.server = None

    def config(self, **more):
        return IdPConfig().load({
            "entityid": ENTITY, "key_file": self.key, "cert_file": self.certificate, **more,
            "service": {"idp": {
                "endpoints": {"single_sign_on_service": [(ENTITY + "/sso", BINDING_HTTP_REDIRECT)]},
                "policy": {"default": {"lifetime": {"minutes": 15}, "attribute_restrictions": None,
                                       "name_form": NAME_FORMAT_URI}}}}})

    def trust(self, metadata):
        """The cloud whose requests are answered, by its metadata."""
        self.server = Server(config=self.config(metadata={"inline": [metadata]}))

    def redirected(self, query, name, address):
        """The form that a browser posts, for the query that it was sent here with."""
        asked = self.server.parse_authn_request(query["SAMLRequest"], BINDING_HTTP_REDIRECT).message
        said = self.says(asked.issuer.text, asked.assertion_consumer_service_url, asked.id, name, address)
        return {"SAMLResponse": base64.b64encode(said.encode()).decode(), "RelayState": query["RelayState"]}

    def asked(self, envelope, name, address):
        """What a program posts, for the envelope that it was given."""
        request = etree.fromstring(envelope.encode()).find(REQUEST)
        text = base64.b64encode(etree.tostring(request, with_tail=False)).decode()
        asked = self.server.parse_authn_request(text, BINDING_HTTP_POST).message
        return in_envelope(
            self.says(asked.issuer.text, asked.assertion_consumer_service_url, asked.id, name, address))

    def says(self, service, place, request, name, address):
        subject = NameID(format=NAMEID_FORMAT_PERSISTENT, text=f"{name}-0815", name_qualifier=ENTITY)
        return str(self.server.create_authn_response(
            {"uid": [name], "mail": [address]}, in_response_to=request, destination=place, sp_entity_id=service,
            name_id=subject, userid=name, authn=PASSWORD_CLASS, sign_assertion=True, sign_response=True, **SHA256))


def in_envelope(answer):
    body = etree.tostring(etree.fromstring(answer.encode())).decode()
    return ('<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
            f"{body}</S:Body></S:Envelope>")
