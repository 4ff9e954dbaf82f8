import CloudCore
import CloudSQL

/// What is done to accounts without anybody asking through the API: by the worker, and by the operator.
struct AccountActions: Sendable {
    let kit: IdentityKit
    let rules: SecurityCompliance

    /// Disables the accounts that nobody has used for too long, and ends their tokens; returns how many.
    func disableInactive() async throws -> Int {
        guard let days = rules.daysInactive else { return 0 }
        let idle = try await kit.store.read { connection in
            let today = Timestamp(seconds: connection.now.day * 86400)
            return try inactive(connection.usersActive(before: today - .days(days - 1)), connection).map(\.id)
        }
        guard !idle.isEmpty else { return 0 }
        return try await kit.store.write { connection in
            let users = try inactive(connection.table(User.self).find(keys: idle), connection)
            for var user in users {
                user.enabled = false
                try connection.table(User.self).update(user)
                try kit.notify(.updated, .user, user.id, connection)
                try kit.revoke(connection, userID: user.id)
            }
            return users.count
        }
    }

    /// Those of the users who are enabled, but were away for too long.
    private func inactive(_ users: [User], _ connection: Connection) throws -> [User] {
        let records = try connection.signIns(of: users.map(\.id))
        return users.filter { $0.enabled && rules.isInactive($0, records[$0.id], at: connection.now) }
    }

    /// Forgets the failed sign-ins of a user.
    /// - Parameters:
    ///   - reference: an id, or a name in the domain.
    ///   - domain: an id or a name.
    /// - Throws: `Fault` 404.
    func unlock(_ reference: String, domain: String) async throws -> User {
        try await kit.store.note { connection in
            var user = try connection.table(User.self).find(reference)
            if user == nil, let place = try connection.domain(id: domain) ?? connection.domain(name: domain) {
                user = try connection.user(name: reference, domainID: place.id)
            }
            guard let user else { throw Fault.missing("user", reference) }
            try connection.clearSignIns(of: user.id)
            return user
        }
    }

    /// Removes rows that nothing depends on any more: revocations of tokens that have expired, failed sign-ins that
    /// lock nobody; returns how many of each.
    func purge() async throws -> (revocations: Int, signIns: Int) {
        try await kit.store.note { connection in
            // Without an end to a lock, failures of any age count.
            let moment = rules.lockoutDuration.map { connection.now - max($0, .days(1)) } ?? Timestamp(seconds: 0)
            return (try connection.purgeRevocations(), try connection.purgeSignIns(before: moment))
        }
    }
}
