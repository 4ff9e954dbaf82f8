/// Base64 with padding (RFC 4648, section 4).
enum Base64 {
    static func text(_ bytes: [UInt8]) -> String {
        padded(Base64URL.text(bytes).replacing("-", with: "+").replacing("_", with: "/"))
    }

    static func padded(_ text: String) -> String {
        text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }

    /// Either alphabet; line breaks count for nothing.
    static func bytes(_ text: String) -> [UInt8]? {
        Base64URL.bytes(
            text.filter { !$0.isNewline }.replacing("+", with: "-").replacing("/", with: "_"))
    }
}
