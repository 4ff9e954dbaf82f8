/// An address with a prefix length: a network (`10.0.0.0/24`), or an address in one (`10.0.0.5/24`).
package struct IPPrefix: Sendable, Hashable {
    package let address: IPAddress
    package let length: Int

    package init(_ address: IPAddress, _ length: Int? = nil) {
        self.address = address
        self.length = min(max(length ?? address.width, 0), address.width)
    }

    /// Reads `ADDRESS` or `ADDRESS/LENGTH`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        guard parts.count == 2 else {
            self.init(address)
            return
        }
        guard let length = Int(parts[1]), (0...address.width).contains(length) else { return nil }
        self.init(address, length)
    }

    package var isV6: Bool { address.isV6 }
    package var text: String { "\(address.text)/\(length)" }
    /// The network that the address is in.
    package var network: IPPrefix { IPPrefix(address.masked(length), length) }
    /// A single host is written without its length.
    var shortText: String { length == address.width ? address.text : network.text }

    package func contains(_ other: IPAddress) -> Bool {
        other.isV6 == isV6 && other.masked(length) == address.masked(length)
    }

    package func contains(_ other: IPPrefix) -> Bool { other.length >= length && contains(other.address) }

    /// The same addresses without those that lie in another one of them; sorted.
    static func withoutOverlaps(_ prefixes: some Sequence<IPPrefix>) -> [IPPrefix] {
        var kept = [IPPrefix]()
        let order = Set(prefixes.map(\.network)).sorted {
            ($0.address, $0.length) < ($1.address, $1.length)
        }
        for prefix in order {
            if let last = kept.last, last.contains(prefix) { continue }
            kept.append(prefix)
        }
        return kept
    }
}

extension IPPrefix: Codable, CustomStringConvertible {
    package var description: String { text }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = IPPrefix(text) else { throw NetworkError.invalid("prefix", text) }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
