import CloudCore
import CloudSQL

/// A directory's users and groups have rows beside identity's own, written from what the directory says, so that roles,
/// tokens and all else find them as any other. Their column `directory` is `in:` and their id, or `ex:` and their id
/// once they are no more there; it is empty for identity's own. It is part of what is unique: names of a directory
/// hinder nobody.
extension IDMapping: Record {
    static let table = "id_mappings"
    static let keyColumn = "public_id"
    static let migration = Migration(
        71, "id_mappings",
        [
            """
            CREATE TABLE id_mappings (
                public_id TEXT PRIMARY KEY, domain_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
                local_id TEXT NOT NULL, kind TEXT NOT NULL)
            """,
            "CREATE UNIQUE INDEX id_mappings_by_local_id ON id_mappings (domain_id, local_id, kind)",
        ])
    static let directoryMigration = Migration(
        72, "people_of_directories",
        [
            "ALTER TABLE users ADD COLUMN directory TEXT NOT NULL DEFAULT ''",
            "DROP INDEX users_by_name",
            "CREATE UNIQUE INDEX users_by_name ON users (domain_id, name, directory)",
            "ALTER TABLE user_groups ADD COLUMN directory TEXT NOT NULL DEFAULT ''",
            "DROP INDEX groups_by_name",
            "CREATE UNIQUE INDEX groups_by_name ON user_groups (domain_id, name, directory)",
        ])
}

extension PublicID.Kind {
    /// The table whose rows are of this kind.
    var table: String {
        switch self {
        case .user: User.table
        case .group: Group.table
        }
    }
}

extension Connection {
    /// Whether the row stands for somebody of a directory: nobody changes it here.
    func isOfDirectory(_ id: String, _ kind: PublicID.Kind) throws -> Bool {
        guard PublicID.fits(id) else { return false }
        return try scalar("SELECT 1 FROM \(kind.table) WHERE id = $1 AND directory <> ''", [.text(id)]) != nil
    }

    /// Whether the directory had them when it was last asked.
    func isInDirectory(_ id: String, _ kind: PublicID.Kind) throws -> Bool {
        try scalar("SELECT 1 FROM \(kind.table) WHERE id = $1 AND directory LIKE 'in:%'", [.text(id)]) != nil
    }

    /// Ids of those of the domain that a directory had when it was last asked.
    func directoryIDs(_ kind: PublicID.Kind, of domainID: String) throws -> [String] {
        try all(
            String.self, "SELECT id FROM \(kind.table) WHERE domain_id = $1 AND directory LIKE 'in:%'",
            [.text(domainID)])
    }

    /// Ids of groups of directories that have any role.
    func assignedDirectoryGroupIDs() throws -> [String] {
        try all(
            String.self,
            """
            SELECT public_id FROM id_mappings WHERE kind = 'group' AND EXISTS (
            SELECT 1 FROM assignments WHERE actor_kind = 'group' AND actor_id = public_id)
            """)
    }

    // MARK: What a directory says

    /// Writes the user's row; says whether they may no longer do what they could.
    func put(_ entry: DirectoryUser, _ mapping: IDMapping) throws -> Bool {
        try table(IDMapping.self).insertIfAbsent(mapping)
        guard var user = try table(User.self).find(mapping.publicID) else {
            let row = User(
                id: mapping.publicID, name: entry.name, domainID: mapping.domainID, enabled: entry.enabled,
                defaultProjectID: entry.defaultProjectID, passwordHash: nil, passwordChangedAt: nil,
                passwordExpiresAt: nil, options: [:], extra: entry.extra)
            try insert(row, directory: mapping)
            return false
        }
        let isClosed = user.enabled && !entry.enabled
        (user.name, user.enabled, user.extra) = (entry.name, entry.enabled, entry.extra)
        user.defaultProjectID = entry.defaultProjectID
        user.domainID = mapping.domainID
        try table(User.self).update(user)
        try mark(mapping.publicID, .user, "in:")
        return isClosed
    }

    /// As `put`; the row's other columns have defaults.
    private func insert(_ user: User, directory mapping: IDMapping) throws {
        // Inserted under a name that nobody has, so that identity's own user of the same name does not matter.
        var draft = user
        draft.name = user.id
        try table(User.self).insertIfAbsent(draft)
        try mark(user.id, .user, "in:")
        try table(User.self).update(user)
    }

    func put(_ entry: DirectoryGroup, _ mapping: IDMapping) throws {
        try table(IDMapping.self).insertIfAbsent(mapping)
        let group = Group(
            id: mapping.publicID, name: entry.name, domainID: mapping.domainID, description: entry.description,
            extra: entry.extra)
        if try table(Group.self).find(group.id) == nil {
            var draft = group
            draft.name = group.id
            try table(Group.self).insertIfAbsent(draft)
        }
        try mark(group.id, .group, "in:")
        try table(Group.self).update(group)
    }

    /// The directory has them no more: a user is closed, and keeps what hangs on them for when they come back.
    func retire(_ id: String, _ kind: PublicID.Kind) throws {
        try mark(id, kind, "ex:")
        if kind == .user { try execute("UPDATE users SET enabled = 0 WHERE id = $1", [.text(id)]) }
        let column = kind == .user ? "user_id" : "group_id"
        try execute("DELETE FROM memberships WHERE \(column) = $1", [.text(id)])
    }

    private func mark(_ id: String, _ kind: PublicID.Kind, _ mark: String) throws {
        try execute("UPDATE \(kind.table) SET directory = $2 WHERE id = $1", [.text(id), .text(mark + id)])
    }

    /// Makes the rows of memberships those that the directory has.
    func setGroups(_ groupIDs: Set<String>, ofUser id: String) throws {
        let held = Set(try self.groupIDs(of: id))
        for gone in held.subtracting(groupIDs) { _ = try removeMember(id, from: gone) }
        for new in groupIDs.subtracting(held) { try addMember(id, to: new) }
    }

    func setMembers(_ userIDs: Set<String>, ofGroup id: String) throws {
        let held = Set(try memberIDs(of: id))
        for gone in held.subtracting(userIDs) { _ = try removeMember(gone, from: id) }
        for new in userIDs.subtracting(held) { try addMember(new, to: id) }
    }

    /// Forgets whom public ids stand for, with the rows that were written from their directory.
    func purgeMappings(_ filters: [ListQuery.Filter]) throws -> [IDMapping] {
        let found = try table(IDMapping.self).list(ListQuery(filters: filters))
        for mapping in found {
            try execute(
                "DELETE FROM \(mapping.kind.table) WHERE id = $1 AND directory <> ''", [.text(mapping.publicID)])
            try table(IDMapping.self).delete(mapping.publicID)
        }
        return found
    }
}
