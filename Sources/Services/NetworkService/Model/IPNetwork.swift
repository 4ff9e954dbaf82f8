/// An address with a prefix length: a subnet's range.
struct IPNetwork: Sendable, Hashable {
    let address: IPAddress
    let length: Int

    /// Reads `ADDRESS/LENGTH`, or an address alone as a range of one.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = parts.first, let address = IPAddress(String(head)) else { return nil }
        guard parts.count == 2 else {
            self.init(address, address.width)
            return
        }
        guard !parts[1].isEmpty, parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
            let length = Int(parts[1]), length <= address.width
        else { return nil }
        self.init(address, length)
    }

    init(_ address: IPAddress, _ length: Int) {
        self.address = address
        self.length = length
    }

    var isV6: Bool { address.isV6 }
    var version: Int { address.version }
    private var hostMask: UInt128 {
        let bits = address.width - length
        return bits == 128 ? UInt128.max : (UInt128(1) << UInt128(bits)) - 1
    }

    var first: IPAddress { IPAddress(value: address.value & ~hostMask, isV6: isV6) }
    var last: IPAddress { IPAddress(value: address.value | hostMask, isV6: isV6) }
    /// The range without host bits.
    var canonical: IPNetwork { IPNetwork(first, length) }
    var text: String { "\(address.text)/\(length)" }

    /// Addresses that a port may have: without the network's own and, in IPv4, the broadcast address.
    var usable: ClosedRange<IPAddress> {
        if address.width - length < 2 { return first...last }
        let end = isV6 ? last : IPAddress(value: last.value - 1, isV6: false)
        return first.advanced(by: 1)...end
    }

    func contains(_ other: IPAddress) -> Bool { other.isV6 == isV6 && other >= first && other <= last }
    func overlaps(_ other: IPNetwork) -> Bool { other.isV6 == isV6 && other.first <= last && first <= other.last }
}
