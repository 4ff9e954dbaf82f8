/// The form of the names of traits, resource classes and consumer types.
enum SymbolName {
    static let pattern = "^[A-Z0-9_]+$"
    static let customPattern = "^CUSTOM_[A-Z0-9_]+$"
    static let uuidPattern = "^[0-9a-fA-F-]{36}$"

    /// Capital letters, digits and underscores, at least one.
    static func isValid(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 }
    }

    static func isCustom(_ text: String) -> Bool { text.hasPrefix("CUSTOM_") && text.utf8.count > 7 && isValid(text) }

    /// The loose form that Placement takes for UUIDs as keys: 36 hexadecimal digits and dashes.
    static func isKeyUUID(_ text: String) -> Bool {
        text.utf8.count == 36
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (97...102).contains($0) || (65...70).contains($0) || $0 == 45
            }
    }

    /// A UUID as it is stored: small letters, with dashes.
    static func normalized(uuid text: String) -> String {
        let lower = text.lowercased()
        guard lower.utf8.count == 32 else { return lower }
        var out: [UInt8] = []
        for (index, byte) in lower.utf8.enumerated() {
            if [8, 12, 16, 20].contains(index) { out.append(45) }
            out.append(byte)
        }
        return String(decoding: out, as: UTF8.self)
    }
}
