import CXMLSec

extension XMLDocument {
    /// The only signature of an element that stands right in it; nil when there is none.
    static func signature(of element: XMLElement) throws(SAMLRefusal) -> XMLElement? {
        try element.only("Signature", SAMLName.signature)
    }

    /// Checks the element's signature with the given keys, and parses anew what was signed: whoever goes on reads that
    /// and never this document.
    func verified(
        _ element: XMLElement, by signature: XMLElement, _ certificates: [SAMLCertificate]
    ) throws(SAMLRefusal) -> XMLDocument {
        try SignatureShape.check(signature, of: element)
        try name(element)
        for certificate in certificates {
            let context = try SignatureContext(certificate.key())
            guard let bytes = try context.verified(node(signature)) else { continue }
            let signed = try XMLDocument(bytes)
            guard signed.root.is(element.name, element.namespace), signed.root["ID"] == element["ID"] else {
                throw SAMLRefusal("another element was signed")
            }
            return signed
        }
        throw SAMLRefusal("no key of the provider has signed it")
    }

    /// Tells libxml2 which element the ID stands for; it knows of no other.
    func name(_ element: XMLElement) throws(SAMLRefusal) {
        guard let id = element["ID"], SignatureShape.isName(id) else { throw SAMLRefusal("no ID") }
        guard let attribute = xmlHasNsProp(node(element), "ID", nil) else { throw SAMLRefusal("no ID") }
        if let known = xmlGetID(pointer, id) {
            guard known == attribute else { throw SAMLRefusal("the same ID twice") }
        } else {
            guard xmlAddID(nil, pointer, id, attribute) != nil else { throw SAMLRefusal("the same ID twice") }
        }
    }
}
