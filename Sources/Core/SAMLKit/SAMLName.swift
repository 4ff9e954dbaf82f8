/// Names of SAML 2.0, XML Signature, XML Encryption and SOAP.
package enum SAMLName {
    package static let assertion = "urn:oasis:names:tc:SAML:2.0:assertion"
    package static let request = "urn:oasis:names:tc:SAML:2.0:protocol"
    package static let metadata = "urn:oasis:names:tc:SAML:2.0:metadata"
    package static let ecp = "urn:oasis:names:tc:SAML:2.0:profiles:SSO:ecp"
    package static let paos = "urn:liberty:paos:2003-08"
    package static let soap = "http://schemas.xmlsoap.org/soap/envelope/"
    package static let nextActor = "http://schemas.xmlsoap.org/soap/actor/next"
    package static let signature = "http://www.w3.org/2000/09/xmldsig#"
    package static let encryption = "http://www.w3.org/2001/04/xmlenc#"
    package static let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
    package static let enveloped = signature + "enveloped-signature"

    package static let success = "urn:oasis:names:tc:SAML:2.0:status:Success"
    package static let bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    package static let entityFormat = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
    package static let persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    package static let transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    package static let redirectBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    package static let postBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
    package static let paosBinding = "urn:oasis:names:tc:SAML:2.0:bindings:PAOS"
    package static let uriBinding = "urn:oasis:names:tc:SAML:2.0:bindings:URI"
    package static let passwordClass = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"

    /// The only ways to sign that are believed (RFC 9231): none with SHA-1, none with a shared secret.
    static let signatureMethods: Set<String> = Set(
        ["rsa-sha256", "rsa-sha384", "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512"].map {
            "http://www.w3.org/2001/04/xmldsig-more#" + $0
        })
    static let digestMethods: Set<String> = [
        encryption + "sha256", "http://www.w3.org/2001/04/xmldsig-more#sha384", encryption + "sha512",
    ]
}
