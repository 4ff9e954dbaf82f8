import FoundationEssentials

/// Active Directory's `objectGUID`: 16 bytes, of which the first three parts are turned round (MS-DTYP, 2.3.4.2).
enum GUID {
    private static let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

    /// nil when it is not 16 bytes.
    static func text(_ bytes: [UInt8]) -> String? {
        guard bytes.count == 16 else { return nil }
        let hex = Hexadecimal.text(order.map { bytes[$0] })
        var rest = hex[...]
        return [8, 4, 4, 4, 12].map { length in
            defer { rest = rest.dropFirst(length) }
            return String(rest.prefix(length))
        }.joined(separator: "-")
    }

    /// nil when the text is no GUID.
    static func bytes(_ text: String) -> [UInt8]? {
        guard let bytes = Hexadecimal.bytes(text.lowercased().replacing("-", with: "")), bytes.count == 16 else {
            return nil
        }
        return order.map { bytes[$0] }
    }
}
