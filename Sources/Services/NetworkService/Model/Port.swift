import CloudCore
import CloudJSON

/// A place in a network that a device is plugged into.
struct Port: Sendable, Codable, Hashable {
    var id: String
    var projectID: String
    var networkID: String
    var name = ""
    var description = ""
    var adminStateUp = true
    var status = PortStatus.down
    var macAddress: String
    var fixedIPs: [FixedIP] = []
    var deviceID = ""
    var deviceOwner = ""
    /// The host it is bound to; empty when it is not.
    var hostID = ""
    var vnicType = "normal"
    var vifType = "unbound"
    var vifDetails: [String: JSON] = [:]
    var profile: [String: JSON] = [:]
    var securityGroups: [String] = []
    var allowedAddressPairs: [AddressPair] = []
    var portSecurityEnabled = true
    var extraDHCPOpts: [DHCPOption] = []
    var dnsName = ""
    var dnsDomain = ""
    /// The task that waits for it to be plugged.
    var plugTask: String?
    var tags: [String] = []
    var generation: Int64 = 1
    var createdAt: Timestamp
    var updatedAt: Timestamp

    /// The tap's name on its host.
    var device: String { "tap" + id.prefix(11) }
    /// Whether the network service itself made it, for a router, a DHCP server or a floating IP.
    var isService: Bool { deviceOwner.hasPrefix("network:") }
    /// The name that DHCP and DNS know it by.
    func hostname() -> String {
        if !dnsName.isEmpty { return dnsName }
        guard let address = fixedIPs.first?.ipAddress else { return "host-" + id.prefix(8) }
        return "host-" + address.replacing(".", with: "-").replacing(":", with: "-")
    }
}
