"""Makes answers.json here with pysaml2 and the xmlsec1 program; the keys are thrown away after it.

    make.py    (in a Python environment with pysaml2; xmlsec1 and openssl in PATH)
"""
import json
import os
import re
import subprocess
import tempfile

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, BINDING_PAOS
from saml2.config import IdPConfig, SPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "answers.json")
MADE = {}
ACS = "https://cloud.example/identity/v3/auth/OS-FEDERATION/saml2/acs"
SP = "https://cloud.example/identity"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
ENC = "http://www.w3.org/2001/04/xmlenc#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = DSIG + "enveloped-signature"
JANE = {"mail": ["jane@example.org"], "uid": ["jane"], "eduPersonAffiliation": ["staff", "member"]}


def key(folder, name, *kind):
    """A key and its certificate in the folder; the certificate among the answers as well."""
    files = [os.path.join(folder, name + end) for end in (".key", ".crt")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", *kind, "-nodes", "-subj", "/CN=" + name, "-days", "3650",
                    "-keyout", files[0], "-out", files[1]], check=True, capture_output=True)
    with open(files[1], encoding="ascii") as file:
        save(name + ".crt", file.read())
    return files


def save(name, text):
    MADE[name] = text


def server(files, encryption):
    """pysaml2's identity provider, which knows the cloud."""
    acs = [(ACS, BINDING_HTTP_POST), (ACS, BINDING_PAOS)]
    sp = SPConfig().load({
        "entityid": SP, "key_file": encryption[0], "cert_file": encryption[1],
        "encryption_keypairs": [{"key_file": encryption[0], "cert_file": encryption[1]}],
        "service": {"sp": {"endpoints": {"assertion_consumer_service": acs}, "want_response_signed": False}}})
    config = IdPConfig().load({
        "entityid": "https://idp.example/saml", "key_file": files[0], "cert_file": files[1],
        "service": {"idp": {
            "endpoints": {"single_sign_on_service": [("https://idp.example/sso", BINDING_HTTP_REDIRECT)]},
            "policy": {"default": {"lifetime": {"minutes": 15}, "attribute_restrictions": None,
                                   "name_form": NAME_FORMAT_URI}}}},
        "metadata": {"inline": [str(entity_descriptor(sp))]}})
    return Server(config=config)


def answer(idp, **how):
    name = NameID(format=NAMEID_FORMAT_PERSISTENT, text="jane-0815", name_qualifier="https://idp.example/saml",
                  sp_name_qualifier=SP)
    return str(idp.create_authn_response(
        JANE, in_response_to="id-of-request", destination=ACS, sp_entity_id=SP, name_id=name, userid="jane",
        authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": "idp"}, **how))


def sign(folder, unsigned, key_options, method=MORE + "rsa-sha256", digest=ENC + "sha256", c14n=EXCLUSIVE,
         transforms=(ENVELOPED, EXCLUSIVE), uri=None, inside="", twice=False, key_info=""):
    """Signs the assertion of an unsigned answer with the xmlsec1 program, as no good provider would."""
    identifier = re.search(r'Assertion[^>]* ID="([^"]+)"', unsigned).group(1)
    steps = "".join(f'<ds:Transform Algorithm="{each}">{inside if each not in (ENVELOPED, EXCLUSIVE) else ""}'
                    "</ds:Transform>" for each in transforms)
    uri = "#" + identifier if uri is None else uri
    reference = (f'<ds:Reference URI="{uri}"><ds:Transforms>{steps}</ds:Transforms>'
                 f'<ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue/></ds:Reference>')
    template = (f'<ds:Signature xmlns:ds="{DSIG}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{c14n}"/>'
                f'<ds:SignatureMethod Algorithm="{method}"/>{reference * (2 if twice else 1)}</ds:SignedInfo>'
                f"<ds:SignatureValue/>{key_info}</ds:Signature>")
    head, assertion = re.match(r"(.*?)(<\w+:Assertion.*)", unsigned, re.S).groups()
    assertion = re.sub(r"(</\w+:Issuer>)", lambda end: end.group(1) + template, assertion, count=1)
    path = os.path.join(folder, "template.xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + assertion)
    done = subprocess.run(["xmlsec1", "--sign", *key_options, "--id-attr:ID", "Assertion", path],
                          check=True, capture_output=True, text=True)
    return done.stdout


def bad_ones(folder, unsigned, idp):
    """Signed by the right key, but in ways that are not taken."""
    rsa = ["--privkey-pem", idp[0]]
    c14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
    yield "c14n-inclusive", sign(folder, unsigned, rsa, transforms=(ENVELOPED, c14n))
    yield "c14n-of-signed-info", sign(folder, unsigned, rsa, c14n=c14n)
    yield "c14n-with-comments", sign(folder, unsigned, rsa, transforms=(ENVELOPED, EXCLUSIVE + "WithComments"))
    yield "two-references", sign(folder, unsigned, rsa, twice=True)
    yield "whole-document", sign(folder, unsigned, rsa, uri="")
    yield "xpath", sign(
        folder, unsigned, rsa, transforms=(ENVELOPED, "http://www.w3.org/TR/1999/REC-xpath-19991116", EXCLUSIVE),
        inside="<ds:XPath>not(ancestor-or-self::*[local-name()='AttributeStatement'])</ds:XPath>")
    yield "xslt", sign(
        folder, unsigned, rsa, transforms=(ENVELOPED, "http://www.w3.org/TR/1999/REC-xslt-19991116", EXCLUSIVE),
        inside='<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">'
               "<x/></xsl:template></xsl:stylesheet>")
    yield "no-transforms-but-enveloped", sign(folder, unsigned, rsa, transforms=(ENVELOPED,))
    yield "sha1-digest", sign(folder, unsigned, rsa, digest=DSIG + "sha1")
    yield "sha1-signature", sign(folder, unsigned, rsa, method=DSIG + "rsa-sha1")
    yield "hmac-with-certificate", sign(folder, unsigned, ["--hmackey", idp[1]], method=MORE + "hmac-sha256")


def main():
    with tempfile.TemporaryDirectory() as folder:
        idp, other = key(folder, "idp", "rsa:2048"), key(folder, "attacker", "rsa:2048")
        elliptic = key(folder, "elliptic", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
        key(folder, "weak", "rsa:1024")
        good = server(idp, other)
        save("unsigned.xml", answer(good))
        how = {"sign_alg": MORE + "rsa-sha256", "digest_alg": ENC + "sha256"}
        save("assertion-signed.xml", answer(good, sign_assertion=True, **how))
        save("response-signed.xml", answer(good, sign_response=True, **how))
        save("both-signed.xml", answer(good, sign_response=True, sign_assertion=True, **how))
        save("sha512.xml", answer(
            good, sign_response=True, sign_alg=MORE + "rsa-sha512", digest_alg=ENC + "sha512"))
        save("sha1.xml", answer(good, sign_assertion=True, sign_alg=DSIG + "rsa-sha1", digest_alg=DSIG + "sha1"))
        save("encrypted.xml", answer(good, sign_assertion=True, encrypt_assertion=True, **how))
        save("attacker.xml", answer(server(other, other), sign_assertion=True, **how))
        unsigned = answer(good)
        save("elliptic.xml", sign(folder, unsigned, ["--privkey-pem", elliptic[0]], method=MORE + "ecdsa-sha256"))
        for name, text in bad_ones(folder, unsigned, idp):
            save("bad-" + name + ".xml", text)
    with open(PATH, "w", encoding="utf-8") as file:
        json.dump(MADE, file, indent=1, sort_keys=True)
        file.write("\n")


if __name__ == "__main__":
    main()
