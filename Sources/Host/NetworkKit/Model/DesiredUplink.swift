/// How the cloud's namespace reaches the world without touching the host's network: NAT in a user's process.
package struct DesiredUplink: Sendable, Codable, Hashable {
    /// The network between the namespace and the process; must not be one of the external networks.
    package var prefix: IPPrefix
    package var mtu: Int

    /// nil unless `prefix` is IPv4 and leaves room for the two ends.
    package init?(prefix: String = "100.127.255.0/24", mtu: Int = 1500) {
        guard let prefix = IPPrefix(prefix), !prefix.isV6, prefix.length <= 25 else { return nil }
        self.prefix = prefix.network
        self.mtu = mtu
    }
}
