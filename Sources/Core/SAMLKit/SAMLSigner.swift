import CXMLSec

/// A private key and its certificate, with which this cloud signs.
package struct SAMLSigner: Sendable {
    package let certificate: SAMLCertificate
    /// For bindings that sign something else than XML.
    package let keyPEM: [UInt8]

    /// - Parameter keyPEM: not encrypted.
    /// - Throws: `SAMLRefusal` when the two do not belong together.
    package init(keyPEM: [UInt8], certificate: SAMLCertificate) throws(SAMLRefusal) {
        self.keyPEM = keyPEM
        self.certificate = certificate
        let trial = XMLText.element("trial", ["ID": "_1"], Self.template(for: "_1", isElliptic: try isElliptic()))
        let document = try XMLDocument(sign(trial))
        guard let signature = document.root.children.first else { throw SAMLRefusal("nothing was signed") }
        _ = try document.verified(document.root, by: signature, [certificate])
    }

    /// Signs the first element in the document that has this ID and holds `template(id)`.
    package func signed(_ id: String, _ text: (_ template: String) -> String) throws(SAMLRefusal) -> String {
        let bytes = try sign(text(Self.template(for: id, isElliptic: isElliptic())))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func sign(_ text: String) throws(SAMLRefusal) -> [UInt8] {
        let document = try XMLDocument(Array(text.utf8))
        let all = document.root.flattened
        guard let signed = all.first(where: { $0.children.contains { $0.is("Signature", SAMLName.signature) } }),
            let signature = try XMLDocument.signature(of: signed)
        else { throw SAMLRefusal("no place for a signature") }
        try document.name(signed)
        try SignatureContext(loaded()).sign(document.node(signature))
        guard let buffer = xmlBufferCreate() else { throw SAMLRefusal("libxml2 has no memory") }
        defer { xmlBufferFree(buffer) }
        guard xmlNodeDump(buffer, document.pointer, xmlDocGetRootElement(document.pointer), 0, 0) > 0,
            let content = xmlBufferContent(buffer)
        else { throw SAMLRefusal("libxml2 cannot write") }
        return Array(UnsafeBufferPointer(start: content, count: Int(xmlBufferLength(buffer))))
    }

    /// A new key of xmlsec's, the caller's to destroy.
    private func loaded() throws(SAMLRefusal) -> xmlSecKeyPtr {
        let loaded = keyPEM.withUnsafeBufferPointer {
            // An empty password: nobody is asked for one at a terminal.
            xmlSecOpenSSLAppKeyLoadMemory($0.baseAddress, UInt32($0.count), xmlSecKeyDataFormatPem, "", nil, nil)
        }
        guard let loaded else { throw SAMLRefusal("no private key in PEM") }
        guard SAMLCertificate.isStrong(loaded) else {
            xmlSecKeyDestroy(loaded)
            throw SAMLRefusal("a key that is neither RSA of 2048 bits or more nor ECDSA")
        }
        return loaded
    }

    private func isElliptic() throws(SAMLRefusal) -> Bool {
        try XMLLibrary.prepare()
        let key = try loaded()
        defer { xmlSecKeyDestroy(key) }
        return xmlSecKeyGetValue(key)?.pointee.id == xmlSecOpenSSLKeyDataEcdsaGetKlass()
    }

    /// An enveloped signature that is still to be filled in.
    private static func template(for id: String, isElliptic: Bool) -> String {
        let method = "http://www.w3.org/2001/04/xmldsig-more#" + (isElliptic ? "ecdsa-sha256" : "rsa-sha256")
        let transforms = [SAMLName.enveloped, SAMLName.exclusive].map {
            XMLText.element("ds:Transform", ["Algorithm": $0])
        }
        let reference = XMLText.element(
            "ds:Reference", ["URI": "#" + id],
            XMLText.element("ds:Transforms", [:], transforms.joined())
                + XMLText.element("ds:DigestMethod", ["Algorithm": SAMLName.encryption + "sha256"])
                + "<ds:DigestValue></ds:DigestValue>")
        let signed = XMLText.element(
            "ds:SignedInfo", [:],
            XMLText.element("ds:CanonicalizationMethod", ["Algorithm": SAMLName.exclusive])
                + XMLText.element("ds:SignatureMethod", ["Algorithm": method]) + reference)
        return XMLText.element(
            "ds:Signature", ["xmlns:ds": SAMLName.signature], signed + "<ds:SignatureValue></ds:SignatureValue>")
    }
}
