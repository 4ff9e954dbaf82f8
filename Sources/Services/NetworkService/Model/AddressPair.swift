/// A source that a port may use beside its own.
struct AddressPair: Sendable, Codable, Hashable {
    var ipAddress: String
    /// nil: the port's own.
    var macAddress: String?
}
