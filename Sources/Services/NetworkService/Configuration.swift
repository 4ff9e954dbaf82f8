package import CloudConfiguration

/// The service's settings.
package struct NetworkConfiguration: Sendable {
    /// MTU of the networks between hosts; VXLAN takes 50 bytes of it.
    var physicalMTU: Int
    var vxlanRange: ClosedRange<Int>
    /// What projects may have unless they have limits of their own; -1 is no limit.
    var quotas: [String: Int]
    var dnsDomain: String

    static let quotaDefaults: [(name: String, limit: Int)] = [
        ("network", 100), ("subnet", 100), ("port", 500), ("router", 10), ("floatingip", 50), ("security_group", 10),
        ("security_group_rule", 100), ("subnetpool", -1), ("rbac_policy", 10),
    ]

    package init(_ configuration: Configuration) throws {
        physicalMTU = try configuration[ConfigurationKey("network.physical_mtu", default: 1500)]
        let first = try configuration[ConfigurationKey("network.vxlan.first", default: 1)]
        let last = try configuration[ConfigurationKey("network.vxlan.last", default: 65535)]
        guard first >= 1, last >= first, last < 1 << 24 else {
            throw ConfigurationError("network.vxlan: first and last must be 1 to 16777215 and in order.")
        }
        vxlanRange = first...last
        dnsDomain = try configuration[ConfigurationKey("network.dns_domain", default: "openstacklocal")]
        quotas = [:]
        for (name, limit) in Self.quotaDefaults {
            quotas[name] = try configuration[ConfigurationKey("network.quota.\(name)", default: limit)]
        }
    }
}
