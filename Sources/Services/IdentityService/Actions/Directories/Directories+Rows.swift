import CloudCore
import CloudObservability
import CloudSQL

/// Rows as the directory says: written only when they would change, since every write counts.
extension Directories {
    private static let portion = 500

    /// One user with all their groups; the user's row.
    @discardableResult
    func write(_ entry: DirectoryUser, _ groups: [DirectoryGroup], _ domainID: String) async throws -> User {
        try await write(groups: groups, domainID)
        try await write(users: [entry], domainID)
        let id = PublicID.of(entry.localID, .user, in: domainID)
        let ids = Set(groups.map { PublicID.of($0.localID, .group, in: domainID) })
        let (user, held) = try await kit.store.read { connection in
            (try connection.table(User.self).find(id), Set(try connection.groupIDs(of: id)))
        }
        guard let user else { throw Fault.missing("user", id) }
        if held != ids {
            try await kit.store.write { [kit] connection in
                try connection.setGroups(ids, ofUser: id)
                kit.announceRoleChange(connection)
            }
        }
        remember("user " + id)
        return user
    }

    func write(users entries: [DirectoryUser], _ domainID: String) async throws {
        try await write(entries, domainID) { [kit] entry, mapping, connection in
            if try connection.put(entry, mapping) { try kit.revoke(connection, userID: mapping.publicID) }
        }
    }

    func write(groups entries: [DirectoryGroup], _ domainID: String) async throws {
        try await write(entries, domainID) { entry, mapping, connection in try connection.put(entry, mapping) }
    }

    /// Puts those of the entries whose rows say something else, or are not there.
    private func write<Entry: DirectoryEntry>(
        _ entries: [Entry], _ domainID: String,
        _ put: @escaping @Sendable (Entry, IDMapping, Connection) throws -> Void
    ) async throws {
        let wanted = entries.map { (entry: $0, mapping: Self.mapping($0.localID, Entry.kind, domainID)) }
        let changed = try await kit.store.read { connection in
            let ids = wanted.map(\.mapping.publicID)
            let held = Dictionary(try connection.table(Entry.Row.self).find(keys: ids).map { ($0.id, $0) }) { $1 }
            let present = try connection.present(ids, Entry.kind, domainID)
            return wanted.filter { entry, mapping in
                guard let row = held[mapping.publicID], present.contains(row.id) else { return true }
                return !entry.isDescribed(by: row)
            }
        }
        for start in stride(from: 0, to: changed.count, by: Self.portion) {
            let some = changed[start..<min(start + Self.portion, changed.count)]
            try await kit.store.write { connection in
                for (entry, mapping) in some { try put(entry, mapping, connection) }
            }
        }
    }

    /// Closes whom the directory has no more, with all their tokens.
    func retire(_ id: String, _ kind: PublicID.Kind) async throws {
        guard try await kit.store.read({ try $0.isInDirectory(id, kind) }) else { return }
        try await kit.store.write { [kit] connection in
            try connection.retire(id, kind)
            if kind == .user { try kit.revoke(connection, userID: id) } else { kit.announceRoleChange(connection) }
        }
        log.info("\(kind.rawValue) \(id) is no more in its directory")
    }

    private static func mapping(_ localID: String, _ kind: PublicID.Kind, _ domainID: String) -> IDMapping {
        IDMapping(
            publicID: PublicID.of(localID, kind, in: domainID), domainID: domainID, localID: localID, kind: kind)
    }
}

extension Connection {
    /// Which of the ids are marked as being in the directory: one question for few, one for all of the domain else.
    fileprivate func present(_ ids: [String], _ kind: PublicID.Kind, _ domainID: String) throws -> Set<String> {
        guard ids.count <= 8 else { return Set(try directoryIDs(kind, of: domainID)) }
        return Set(try ids.filter { try isInDirectory($0, kind) })
    }
}
