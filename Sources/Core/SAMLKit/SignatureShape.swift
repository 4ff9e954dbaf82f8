/// What a signature must look like before anything is computed: one reference to the element around it, and no
/// transforms but two (XML Signature, 4; SAML Core, 5.4).
struct SignatureShape {
    private static let mark = "ID"

    /// - Parameters:
    ///   - signature: a child of `element`.
    static func check(_ signature: XMLElement, of element: XMLElement) throws(SAMLRefusal) {
        guard let id = element[mark], isName(id) else { throw SAMLRefusal("a signed element without an ID") }
        let names = signature.children.map(\.name)
        guard signature.children.allSatisfy({ $0.namespace == SAMLName.signature }),
            names == ["SignedInfo", "SignatureValue"] || names == ["SignedInfo", "SignatureValue", "KeyInfo"],
            let signed = signature.children.first
        else { throw SAMLRefusal("a signature with other parts than it must have") }
        guard signed.children.map(\.name) == ["CanonicalizationMethod", "SignatureMethod", "Reference"],
            signed.children.allSatisfy({ $0.namespace == SAMLName.signature })
        else { throw SAMLRefusal("a signature of something else than one reference") }
        try checkCanonical(signed.children[0])
        guard SAMLName.signatureMethods.contains(signed.children[1]["Algorithm"] ?? ""),
            signed.children[1].children.isEmpty
        else { throw SAMLRefusal("the signature method \(signed.children[1]["Algorithm"] ?? "")") }
        try check(reference: signed.children[2], to: id)
    }

    private static func check(reference: XMLElement, to id: String) throws(SAMLRefusal) {
        guard reference["URI"] == "#" + id, reference["Type"] == nil else {
            throw SAMLRefusal("a reference to another element")
        }
        guard reference.children.map(\.name) == ["Transforms", "DigestMethod", "DigestValue"],
            reference.children.allSatisfy({ $0.namespace == SAMLName.signature })
        else { throw SAMLRefusal("a reference with other parts than it must have") }
        let transforms = reference.children[0].children
        guard transforms.count == 2, transforms.allSatisfy({ $0.is("Transform", SAMLName.signature) }),
            transforms[0]["Algorithm"] == SAMLName.enveloped, transforms[0].children.isEmpty
        else { throw SAMLRefusal("other transforms than the enveloped signature and exclusive canonicalisation") }
        try checkCanonical(transforms[1])
        guard SAMLName.digestMethods.contains(reference.children[1]["Algorithm"] ?? ""),
            reference.children[1].children.isEmpty
        else { throw SAMLRefusal("the digest method \(reference.children[1]["Algorithm"] ?? "")") }
    }

    /// Exclusive canonicalisation without comments; prefixes may be named that count as used.
    private static func checkCanonical(_ method: XMLElement) throws(SAMLRefusal) {
        guard method["Algorithm"] == SAMLName.exclusive, method.children.count <= 1,
            method.children.allSatisfy({ $0.is("InclusiveNamespaces", SAMLName.exclusive) && $0.children.isEmpty })
        else { throw SAMLRefusal("another canonicalisation than the exclusive one") }
    }

    /// Letters, digits and a few signs: a part of names as XML has them, enough for identifiers.
    static func isName(_ text: String) -> Bool {
        guard (1...256).contains(text.utf8.count), let first = text.utf8.first else { return false }
        func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 }
        return isLetter(first)
            && text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
    }
}
