/// An interface of a server as the network service tells it; kept with the server, so that lists need not ask.
package struct ComputePort: Codable, Sendable, Hashable {
    /// A fixed address and the floating addresses that lead to it.
    package struct Address: Codable, Sendable, Hashable {
        package var address: String
        package var subnetID: String
        package var floating: [String]

        package init(address: String, subnetID: String, floating: [String] = []) {
            self.address = address
            self.subnetID = subnetID
            self.floating = floating
        }
    }

    package var id: String
    package var networkID: String
    package var networkName: String
    package var macAddress: String
    package var status: String
    package var addresses: [Address]
    package var securityGroupIDs: [String]
    /// Whether compute made it, and so deletes it with the server.
    package var isOurs: Bool
    package var tag: String?

    package init(
        id: String, networkID: String, networkName: String, macAddress: String, status: String, addresses: [Address],
        securityGroupIDs: [String] = [], isOurs: Bool, tag: String? = nil
    ) {
        self.id = id
        self.networkID = networkID
        self.networkName = networkName
        self.macAddress = macAddress
        self.status = status
        self.addresses = addresses
        self.securityGroupIDs = securityGroupIDs
        self.isOurs = isOurs
        self.tag = tag
    }
}
