/// A hardware address; written in small letters with colons.
struct MACAddress: Sendable, Hashable {
    /// Six.
    let bytes: [UInt8]

    /// Reads six pairs with colons or dashes.
    init?(_ text: String) {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "-" }
        let bytes = parts.compactMap { $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }
        guard parts.count == 6, bytes.count == 6 else { return nil }
        self.bytes = bytes
    }

    /// `fa:16:3e` and three bytes of an id's digits.
    init(random digits: String) {
        let tail = digits.utf8.prefix(6).map { $0 > 57 ? ($0 | 0x20) - 87 : $0 - 48 }
        let pairs = stride(from: 0, to: 6, by: 2).map { $0 + 1 < tail.count ? tail[$0] << 4 | tail[$0 + 1] & 15 : 0 }
        bytes = [0xfa, 0x16, 0x3e] + pairs
    }

    var text: String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":") }
}
