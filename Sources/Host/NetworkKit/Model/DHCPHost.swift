/// A port that the DHCP server knows.
package struct DHCPHost: Sendable, Codable, Hashable {
    /// An option of the port's own (`extra_dhcp_opts`).
    package struct Option: Sendable, Codable, Hashable {
        package var name: String
        package var value: String
        package var v6: Bool

        package init(name: String, value: String, v6: Bool = false) {
            self.name = name
            self.value = value
            self.v6 = v6
        }
    }

    package var portID: String
    package var mac: String
    package var hostname: String
    package var addresses: [IPAddress]
    package var options: [Option]

    package init(portID: String, mac: String, hostname: String, addresses: [IPAddress], options: [Option] = []) {
        self.portID = portID
        self.mac = mac
        self.hostname = hostname
        self.addresses = addresses
        self.options = options
    }
}
