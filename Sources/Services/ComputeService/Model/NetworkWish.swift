/// What networks a client wants for its server.
enum NetworkWish: Sendable {
    /// One interface.
    struct Interface: Sendable {
        var networkID: String?
        var portID: String?
        var fixedIP: String?
        var tag: String?
    }

    /// Nothing said: the project's only network, or none.
    case unspecified
    /// The project's only network, which must be there.
    case auto
    case none
    case interfaces([Interface])
}
