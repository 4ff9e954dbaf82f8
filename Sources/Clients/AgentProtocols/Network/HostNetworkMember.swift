/// A port of a network, seen from any host: its lease and name for DHCP, its owner for metadata, its place for VXLAN.
package struct HostNetworkMember: Sendable, Codable, Hashable {
    /// An option of `extra_dhcp_opts`.
    package struct Option: Sendable, Codable, Hashable {
        package var name: String
        package var value: String
        /// 4 or 6.
        package var ipVersion: Int

        package init(name: String, value: String, ipVersion: Int = 4) {
            self.name = name
            self.value = value
            self.ipVersion = ipVersion
        }
    }

    package var portID: String
    package var mac: String
    package var addresses: [HostFixedAddress]
    /// The name that DHCP and DNS know it by.
    package var hostname: String
    package var options: [Option]
    /// The server's id when a server owns the port.
    package var deviceID: String
    package var deviceOwner: String
    package var projectID: String
    /// Where it is plugged; nil when it is not bound.
    package var host: String?

    package init(
        portID: String, mac: String, addresses: [HostFixedAddress], hostname: String, options: [Option] = [],
        deviceID: String, deviceOwner: String, projectID: String, host: String? = nil
    ) {
        self.portID = portID
        self.mac = mac
        self.addresses = addresses
        self.hostname = hostname
        self.options = options
        self.deviceID = deviceID
        self.deviceOwner = deviceOwner
        self.projectID = projectID
        self.host = host
    }
}
