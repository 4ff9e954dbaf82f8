import Dispatch

/// A thread of the pool's own with its connections: one that searches, one that tries passwords.
final class LDAPLane: @unchecked Sendable {  // its sessions are touched on its queue only
    private let queue: DispatchQueue
    private let settings: LDAPSettings
    private var searching: LDAPSession?
    private var trying: LDAPSession?

    init(_ settings: LDAPSettings, _ number: Int) {
        self.settings = settings
        queue = DispatchQueue(label: "apus-ldap-\(number)")
    }

    func run<T: Sendable>(_ body: @escaping @Sendable (LDAPLane) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in continuation.resume(with: Result { try body(self) }) }
        }
    }

    func search(_ search: LDAPSearch) throws -> [LDAPEntry] {
        if searching?.isOld == true { searching = nil }
        if let session = searching {
            // The server may have hung up meanwhile: then a new connection is tried, once.
            do { return try session.search(search) } catch let error as LDAPError where error.reason == .unreachable {
                searching = nil
            }
        }
        let session = try LDAPSession(settings)
        try session.bind(settings.bindName, settings.password)
        searching = session
        do { return try session.search(search) } catch let error as LDAPError where error.reason == .unreachable {
            searching = nil
            throw error
        }
    }

    func accepts(_ password: String, of name: String) throws -> Bool {
        if trying?.isOld == true { trying = nil }
        if let session = trying {
            do { return try Self.binds(session, name, password) } catch let error as LDAPError
                where error.reason == .unreachable
            { trying = nil }
        }
        let session = try LDAPSession(settings)
        let accepted = try Self.binds(session, name, password)
        trying = session
        return accepted
    }

    /// Refused for any reason but that the server is away: no sign-in.
    private static func binds(_ session: LDAPSession, _ name: String, _ password: String) throws -> Bool {
        guard !name.isEmpty else { return false }
        do {
            try session.bind(name, password)
            return true
        } catch let error as LDAPError where error.reason != .unreachable {
            return false
        }
    }
}
