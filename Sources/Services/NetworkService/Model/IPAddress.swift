import Glibc

/// An IPv4 or IPv6 address as a number.
struct IPAddress: Sendable, Hashable, Comparable {
    let value: UInt128
    let isV6: Bool

    init(value: UInt128, isV6: Bool) {
        self.value = value
        self.isV6 = isV6
    }

    init?(_ text: String) {
        // C would take what stands before a zero byte for the whole.
        guard !text.utf8.contains(0) else { return nil }
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.init(bytes: withUnsafeBytes(of: &v4) { Array($0) })
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self.init(bytes: withUnsafeBytes(of: &v6) { Array($0) })
        } else {
            return nil
        }
    }

    /// Four or sixteen bytes in network order.
    private init(bytes: [UInt8]) {
        value = bytes.reduce(0) { $0 << 8 | UInt128($1) }
        isV6 = bytes.count == 16
    }

    /// The link-independent part of an address made from a MAC (RFC 4291, modified EUI-64) within a /64.
    init?(prefix: IPNetwork, mac: MACAddress) {
        guard prefix.isV6, prefix.length <= 64 else { return nil }
        let b = mac.bytes
        let identifier = [b[0] ^ 2, b[1], b[2], 0xff, 0xfe, b[3], b[4], b[5]]
        value = prefix.first.value | identifier.reduce(0) { $0 << 8 | UInt128($1) }
        isV6 = true
    }

    var version: Int { isV6 ? 6 : 4 }
    var width: Int { isV6 ? 128 : 32 }

    /// As the kernel's tools write it.
    var text: String {
        var buffer = [CChar](repeating: 0, count: 64)
        let bytes = (0..<width / 8).map { UInt8(truncatingIfNeeded: value >> UInt128(width - 8 - $0 * 8)) }
        _ = bytes.withUnsafeBytes { inet_ntop(isV6 ? AF_INET6 : AF_INET, $0.baseAddress, &buffer, 64) }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func advanced(by steps: UInt128) -> IPAddress { IPAddress(value: value &+ steps, isV6: isV6) }

    static func < (a: IPAddress, b: IPAddress) -> Bool {
        a.isV6 != b.isV6 ? !a.isV6 : a.value < b.value
    }
}
