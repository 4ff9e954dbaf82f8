/// A router that is scheduled to a host.
package struct HostRouter: Sendable, Codable, Hashable {
    /// The router's port in a network; that network is among the state's `networks`.
    package struct Leg: Sendable, Codable, Hashable {
        package var portID: String
        package var networkID: String
        package var mac: String
        /// With prefix lengths.
        package var addresses: [String]
        package var subnetIDs: [String]
        package var external: Bool

        package init(
            portID: String, networkID: String, mac: String, addresses: [String], subnetIDs: [String],
            external: Bool = false
        ) {
            self.portID = portID
            self.networkID = networkID
            self.mac = mac
            self.addresses = addresses
            self.subnetIDs = subnetIDs
            self.external = external
        }
    }

    /// An external address that stands for one fixed address behind the router.
    package struct Floating: Sendable, Codable, Hashable {
        package var id: String
        package var address: String
        package var fixedAddress: String

        package init(id: String, address: String, fixedAddress: String) {
            self.id = id
            self.address = address
            self.fixedAddress = fixedAddress
        }
    }

    package var id: String
    package var name: String
    package var projectID: String
    package var adminStateUp: Bool
    package var legs: [Leg]
    /// Next hops of the default routes, through the external leg.
    package var gateways: [String]
    /// Hide what has no floating IP behind the external leg's address.
    package var snat: Bool
    package var routes: [HostRoute]
    package var floatingIPs: [Floating]

    package init(
        id: String, name: String, projectID: String, adminStateUp: Bool = true, legs: [Leg] = [],
        gateways: [String] = [], snat: Bool = true, routes: [HostRoute] = [], floatingIPs: [Floating] = []
    ) {
        self.id = id
        self.name = name
        self.projectID = projectID
        self.adminStateUp = adminStateUp
        self.legs = legs
        self.gateways = gateways
        self.snat = snat
        self.routes = routes
        self.floatingIPs = floatingIPs
    }
}
