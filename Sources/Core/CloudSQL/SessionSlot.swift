/// A thread's place for its session: opened when first asked for, thrown away when broken.
final class SessionSlot {
    private let open: @Sendable () throws -> any Session
    private var session: (any Session)?

    init(_ open: @escaping @Sendable () throws -> any Session) { self.open = open }

    /// The session; throws `connectionLost` when the server cannot be reached now.
    func current() throws -> any Session {
        if let session { return session }
        let fresh = try open()
        session = fresh
        return fresh
    }

    /// Closes the session; the next use opens another.
    func discard() { session = nil }
}
