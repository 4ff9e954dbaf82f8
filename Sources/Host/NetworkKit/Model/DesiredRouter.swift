/// A router on this host, in a namespace of its own.
package struct DesiredRouter: Sendable, Codable, Hashable {
    package var id: String
    package var legs: [RouterLeg]
    /// Next hops of the default routes, through the external leg.
    package var gateways: [IPAddress]
    /// Hide what has no floating IP behind the external leg's address.
    package var translatesSources: Bool
    package var routes: [DesiredRoute]
    package var floatingIPs: [FloatingIP]
    /// Where the metadata proxy listens inside the router's namespace: 169.254.169.254:80 leads there.
    package var metadataPort: Int?

    package init(
        id: String, legs: [RouterLeg] = [], gateways: [IPAddress] = [], translatesSources: Bool = true,
        routes: [DesiredRoute] = [], floatingIPs: [FloatingIP] = [], metadataPort: Int? = nil
    ) {
        self.id = id
        self.legs = legs
        self.gateways = gateways
        self.translatesSources = translatesSources
        self.routes = routes
        self.floatingIPs = floatingIPs
        self.metadataPort = metadataPort
    }

    var externalLeg: RouterLeg? { legs.first { $0.external } }
    var internalLegs: [RouterLeg] { legs.filter { !$0.external } }
}
