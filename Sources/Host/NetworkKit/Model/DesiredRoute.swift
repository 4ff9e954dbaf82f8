/// A static route.
package struct DesiredRoute: Sendable, Codable, Hashable {
    package var destination: IPPrefix
    package var nextHop: IPAddress

    package init(destination: IPPrefix, nextHop: IPAddress) {
        self.destination = destination
        self.nextHop = nextHop
    }
}
