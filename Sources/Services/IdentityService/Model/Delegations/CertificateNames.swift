/// The names in an X.509 certificate (RFC 5280, section 4.1): its subject's and its issuer's, by Apache's short words
/// (`CN`, `UID`, `EMAILADDRESS`, `O`, `DC`). Whether the certificate holds is for whoever ended the TLS connection.
struct CertificateNames: Sendable, Equatable {
    let subject: [String: String]
    let issuer: [String: String]

    /// nil when the bytes are no certificate, or a name in it says one thing twice.
    init?(der: [UInt8]) {
        var outer = DERReader(der[...])
        guard let whole = outer.value(tag: 0x30), outer.isAtEnd else { return nil }
        var certificate = DERReader(whole)
        guard let body = certificate.value(tag: 0x30) else { return nil }
        var fields = DERReader(body)
        if fields.nextTag == 0xA0 { _ = fields.value(tag: 0xA0) }
        guard fields.value(tag: 0x02) != nil, fields.value(tag: 0x30) != nil, let issuer = fields.value(tag: 0x30),
            fields.value(tag: 0x30) != nil, let subject = fields.value(tag: 0x30), let own = Self.names(subject),
            let above = Self.names(issuer)
        else { return nil }
        self.subject = own
        self.issuer = above
    }

    private static let words: [[UInt8]: String] = [
        [0x55, 0x04, 0x03]: "CN", [0x55, 0x04, 0x0A]: "O",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x01]: "UID",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19]: "DC",
        [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01]: "EMAILADDRESS",
    ]

    private static func names(_ bytes: ArraySlice<UInt8>) -> [String: String]? {
        var found: [String: String] = [:]
        var sets = DERReader(bytes)
        while !sets.isAtEnd {
            guard let set = sets.value(tag: 0x31) else { return nil }
            var pairs = DERReader(set)
            while !pairs.isAtEnd {
                guard let pair = pairs.value(tag: 0x30) else { return nil }
                var parts = DERReader(pair)
                guard let identifier = parts.value(tag: 0x06), let tag = parts.nextTag,
                    let value = parts.value(tag: tag)
                else { return nil }
                // UTF8String, PrintableString, IA5String: all of them UTF-8 as they stand.
                guard let word = words[Array(identifier)], [0x0C, 0x13, 0x16].contains(tag) else { continue }
                guard let text = String(validating: value, as: UTF8.self),
                    found.updateValue(text, forKey: word) == nil
                else { return nil }
            }
        }
        return found
    }
}
