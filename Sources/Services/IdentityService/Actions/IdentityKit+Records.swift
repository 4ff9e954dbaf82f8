import CloudAuth
import CloudCore
import CloudSQL

/// What is done alike to each record whose rules ask nothing of the record itself. What is special of one is said where
/// it is called.
extension IdentityKit {
    /// - Parameters:
    ///   - conflict: what to say when another record has what must be unique.
    ///   - also: what is checked and done beside it, in the same transaction.
    func create<R: NamedRecord>(
        _ rule: String, _ record: R, _ caller: Caller, conflict: Fault? = nil,
        also: @escaping @Sendable (Connection) throws -> Void = { _ in }
    ) async throws -> R {
        try policy.enforce(rule, caller)
        try await store.write(conflict: conflict) { connection in
            try also(connection)
            try connection.table(R.self).insert(record)
            if let audited = R.audited { try notify(.created, audited, record.id, connection) }
        }
        return record
    }

    func list<R: NamedRecord>(_ rule: String, _ query: ListQuery, _ caller: Caller) async throws -> [R] {
        try policy.enforce(rule, caller)
        return try await store.read { try $0.table(R.self).list(query) }
    }

    func show<R: NamedRecord>(_ rule: String, _ id: String, _ caller: Caller) async throws -> R {
        try policy.enforce(rule, caller)
        return try await store.read { try $0.require(R.self, id) }
    }

    /// - Parameters:
    ///   - conflict: as above.
    ///   - change: of the record as it is in this transaction; what it throws leaves everything as it was.
    func update<R: NamedRecord>(
        _ rule: String, _ id: String, _ caller: Caller, conflict: Fault? = nil,
        _ change: @escaping @Sendable (inout R, Connection) throws -> Void
    ) async throws -> R {
        try policy.enforce(rule, caller)
        return try await store.write(conflict: conflict) { connection in
            var record = try connection.require(R.self, id)
            try change(&record, connection)
            try connection.table(R.self).update(record)
            if let audited = R.audited { try notify(.updated, audited, id, connection) }
            return record
        }
    }

    /// - Parameter also: as above.
    func delete<R: NamedRecord>(
        _ rule: String, _ type: R.Type, _ id: String, _ caller: Caller,
        also: @escaping @Sendable (Connection) throws -> Void = { _ in }
    ) async throws {
        try policy.enforce(rule, caller)
        try await store.write { connection in
            try connection.require(R.self, id)
            try also(connection)
            try connection.table(R.self).delete(id)
            if let audited = R.audited { try notify(.deleted, audited, id, connection) }
        }
    }
}
