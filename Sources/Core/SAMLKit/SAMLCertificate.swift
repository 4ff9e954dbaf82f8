import CXMLSec

/// A certificate whose key is trusted for what it is configured for: neither its issuer nor its dates count (SAML
/// Metadata Interoperability Profile).
package struct SAMLCertificate: Sendable, Hashable {
    package let der: [UInt8]

    /// - Throws: `SAMLRefusal` for what is no certificate, and for a key that is too short.
    package init(der: [UInt8]) throws(SAMLRefusal) {
        self.der = der
        try XMLLibrary.prepare()
        xmlSecKeyDestroy(try key())
    }

    /// All certificates of a PEM file, in their order.
    package static func all(pem: String) throws(SAMLRefusal) -> [SAMLCertificate] {
        var found: [SAMLCertificate] = []
        let parts = pem.split(separator: "-----BEGIN CERTIFICATE-----", omittingEmptySubsequences: false)
        for part in parts.dropFirst() {
            guard let end = part.firstRange(of: "-----END CERTIFICATE-----") else {
                throw SAMLRefusal("a certificate without an end")
            }
            found.append(try SAMLCertificate(base64: String(part[..<end.lowerBound])))
        }
        return found
    }

    /// As metadata holds it.
    package init(base64: String) throws(SAMLRefusal) {
        guard let der = Base64Text.bytes(base64) else { throw SAMLRefusal("a certificate that is not base64") }
        try self.init(der: der)
    }

    package var base64: String { Base64Text.text(der) }

    /// A new key of xmlsec's, the caller's to destroy.
    func key() throws(SAMLRefusal) -> xmlSecKeyPtr {
        let key = der.withUnsafeBufferPointer {
            xmlSecOpenSSLAppKeyLoadMemory(
                $0.baseAddress, UInt32($0.count), xmlSecKeyDataFormatCertDer, nil, nil, nil)
        }
        guard let key else { throw SAMLRefusal("no certificate") }
        guard Self.isStrong(key) else {
            xmlSecKeyDestroy(key)
            throw SAMLRefusal("a key that is neither RSA of 2048 bits or more nor ECDSA")
        }
        return key
    }

    static func isStrong(_ key: xmlSecKeyPtr) -> Bool {
        guard let value = xmlSecKeyGetValue(key), let kind = value.pointee.id else { return false }
        if kind == xmlSecOpenSSLKeyDataRsaGetKlass() { return xmlSecKeyDataGetSize(value) >= 2048 }
        return kind == xmlSecOpenSSLKeyDataEcdsaGetKlass()
    }
}
