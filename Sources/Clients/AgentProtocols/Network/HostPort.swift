/// A port that is bound to a host: what to plug, and what may pass.
package struct HostPort: Sendable, Codable, Hashable {
    /// A source that the port may use beside its own addresses; without a MAC, the port's own counts.
    package struct AllowedPair: Sendable, Codable, Hashable {
        package var mac: String?
        /// Address or prefix.
        package var address: String

        package init(mac: String? = nil, address: String) {
            self.mac = mac
            self.address = address
        }
    }

    package var id: String
    package var networkID: String
    /// The tap's name: `tap` and the first eleven characters of the id.
    package var device: String
    package var mac: String
    package var addresses: [HostFixedAddress]
    package var allowedPairs: [AllowedPair]
    /// Off: everything passes, and `rules` is empty.
    package var portSecurity: Bool
    /// The rules of all its security groups.
    package var rules: [HostSecurityRule]
    package var adminStateUp: Bool
    package var deviceID: String
    package var deviceOwner: String
    package var projectID: String
    /// `DOWN`, `BUILD`, `ACTIVE`: as the service knows it. A plugged port that is not `ACTIVE` is to be reported again.
    package var status: String

    package init(
        id: String, networkID: String, device: String, mac: String, addresses: [HostFixedAddress],
        allowedPairs: [AllowedPair] = [], portSecurity: Bool = true, rules: [HostSecurityRule] = [],
        adminStateUp: Bool = true, deviceID: String, deviceOwner: String, projectID: String, status: String
    ) {
        self.id = id
        self.networkID = networkID
        self.device = device
        self.mac = mac
        self.addresses = addresses
        self.allowedPairs = allowedPairs
        self.portSecurity = portSecurity
        self.rules = rules
        self.adminStateUp = adminStateUp
        self.deviceID = deviceID
        self.deviceOwner = deviceOwner
        self.projectID = projectID
        self.status = status
    }
}
