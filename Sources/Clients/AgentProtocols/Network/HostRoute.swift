/// A static route of a subnet or of a router.
package struct HostRoute: Sendable, Codable, Hashable {
    package var destination: String
    package var nextHop: String

    package init(destination: String, nextHop: String) {
        self.destination = destination
        self.nextHop = nextHop
    }
}
