/// An address that a port has. Its key is the claim on the address: no two rows can have it.
struct IPAllocation: Sendable, Codable, Hashable {
    /// Subnet and address.
    var id: String
    var portID: String
    var networkID: String
    var subnetID: String
    var address: String

    init(_ port: Port, _ fixed: FixedIP) {
        id = Self.key(fixed)
        portID = port.id
        networkID = port.networkID
        subnetID = fixed.subnetID
        address = fixed.ipAddress
    }

    static func key(_ fixed: FixedIP) -> String { "\(fixed.subnetID)/\(fixed.ipAddress)" }
}
