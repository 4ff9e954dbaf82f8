import CloudCore
import CloudNotifications
import CloudObservability
import CloudSQL

/// One line beside each write: what it was, for those who listen.
extension IdentityKit {
    /// - Parameters:
    ///   - actor: of a group: who came or went.
    ///   - reason: why it was refused; told only of a user's password.
    ///   - userID: who did it, when no token says so.
    func notify(
        _ operation: Audited.Operation, _ resource: Audited, _ id: String, _ connection: Connection,
        actor: Notices.Actor? = nil, reason: CADFReason? = nil, by userID: String? = nil
    ) throws {
        try notices?.changed(operation, resource, id, actor: actor, reason: reason, by: userID, connection)
    }

    func notify(_ operation: Audited.Operation, _ assignment: Assignment, _ connection: Connection) throws {
        try notices?.changed(operation, assignment, connection)
    }

    /// Ids of rows that are about to go with another; not asked for when nobody would be told.
    func notifyDeleted(
        _ resource: Audited, _ ids: @autoclosure () throws -> [String], _ connection: Connection
    ) throws {
        guard let notices, notices.notifier.isOn else { return }
        for id in try ids() { try notify(.deleted, resource, id, connection) }
    }

    /// A user's new password was refused: the reason goes along.
    func notify(refusedPasswordOf userID: String, _ fault: Fault) async {
        await told("a refused password") { connection in
            let reason = CADFReason(type: fault.message, code: "\(fault.status)")
            try notify(.updated, .user, userID, connection, reason: reason, by: userID)
        }
    }

    /// Runs what proves who somebody is, and tells how that went.
    /// - Parameter attempt: whom they claim to be; nil when nobody is to be told.
    func told<Value: Sendable>(
        _ attempt: SignInAttempt?, user: (Value) -> User, federation: (Value) -> FederatedSession? = { _ in nil },
        _ prove: () async throws -> Value
    ) async throws -> Value {
        guard var attempt, notices?.notifier.isOn == true else { return try await prove() }
        do {
            let value = try await prove()
            (attempt.userID, attempt.userName) = (user(value).id, user(value).name)
            attempt.federation = federation(value) ?? attempt.federation
            await tell(attempt)
            return value
        } catch {
            let fault = Fault(error)
            // What a client wrote wrongly is no attempt; what a provider says wrongly is.
            if [401, 403].contains(fault.status) || (attempt.federation != nil && fault.status < 500) {
                attempt.failure = fault
                attempt.isLocked = error is AccountLocked
                await tell(attempt)
            }
            throw error
        }
    }

    private func tell(_ attempt: SignInAttempt) async {
        guard let notices, notices.wantsSignIn(attempt.failure == nil ? .success : .failure) else { return }
        await told("a sign-in") { connection in
            var attempt = attempt
            if attempt.userID == nil, let user = try attempt.reference.flatMap({ try connection.user($0) }) {
                (attempt.userID, attempt.userName) = (user.id, user.name)
            }
            try notices.signedIn(attempt, connection)
        }
    }

    /// Tells of what changes no row. That it could not be told is logged, and changes nothing for who asks.
    private func told(_ what: String, _ body: @escaping @Sendable (Connection) throws -> Void) async {
        guard let notices, notices.notifier.isOn else { return }
        do {
            try await store.note(body)
        } catch {
            notices.log.error("nobody could be told of \(what): \(error)")
        }
    }
}

/// What goes with something else is told of too, as Keystone does.
extension IdentityKit {
    /// What users leave behind, who are about to be removed.
    func notifyLeft(byUsers ids: [String], _ connection: Connection) throws {
        guard notices?.notifier.isOn == true else { return }
        for id in ids {
            try notifyDeleted(
                .applicationCredential, connection.ids("application_credentials", "user_id", id), connection)
            try notifyDeleted(.accessRule, connection.ids("access_rules", "user_id", id), connection)
        }
    }

    /// What is in a domain that is about to be removed.
    func notifyLeft(inDomain id: String, _ connection: Connection) throws {
        guard notices?.notifier.isOn == true else { return }
        let users = try connection.ids("users", "domain_id", id)
        try notifyLeft(byUsers: users, connection)
        try notifyDeleted(.user, users, connection)
        try notifyDeleted(.group, connection.ids("user_groups", "domain_id", id), connection)
        try notifyDeleted(.role, connection.ids("roles", "domain_id", id), connection)
        try notifyDeleted(.project, connection.ids("projects", "domain_id", id), connection)
    }
}
