import FoundationEssentials

/// An address that secrets may be sent to: https, or http on this machine.
struct WebAddress: Sendable, Hashable {
    /// `https://host:port`.
    let origin: String
    /// Path and query, as they stand.
    let path: String
    let query: String

    init?(_ text: String) {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host()?.lowercased(),
            !host.isEmpty, url.user() == nil, url.fragment() == nil
        else { return nil }
        guard scheme == "https" || (scheme == "http" && Self.isLoopback(host)) else { return nil }
        let shown = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        origin = "\(scheme)://\(shown)" + (url.port.map { ":\($0)" } ?? "")
        let path = url.path(percentEncoded: true)
        self.path = path.isEmpty ? "/" : path
        query = url.query(percentEncoded: true) ?? ""
    }

    private static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
