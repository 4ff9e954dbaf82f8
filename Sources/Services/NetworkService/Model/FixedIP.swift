/// An address of a port.
struct FixedIP: Sendable, Codable, Hashable {
    var subnetID: String
    var ipAddress: String
}
