import CloudCore
import CloudJSON
import CloudObservability
import CloudSQL

/// What the rest of identity asks of directories.
extension Directories {
    /// What a password and a name came to.
    enum Verdict: Sendable {
        /// Nobody of a directory is meant.
        case elsewhere
        case refused
        case user(User)
    }

    /// Signs in by a directory's own check. It is asked each time: a password that was changed there holds at once.
    func authenticate(_ reference: Reference, _ password: String) async throws -> Verdict {
        guard let (domainID, directory, entry) = try await find(reference) else { return .elsewhere }
        guard !password.isEmpty, !password.utf8.contains(0) else { return .refused }
        guard try await directory.accepts(password, of: entry), let entry else {
            if let id = reference.id, entry == nil { try await retire(id, .user) }
            return .refused
        }
        let user = try await write(entry, try await directory.groups(of: entry), domainID)
        return user.enabled ? .user(user) : .refused
    }

    /// What is shown, with the user by id when it names one of a directory by name: their row is up to date then.
    func resolved(_ shown: JSON) async throws -> JSON {
        guard var members = shown.object, var user = members["user"]?.object, user["id"]?.string == nil,
            user["name"]?.string != nil, let reference = try? Reference(.object(user), "user"),
            let (domainID, directory, entry) = try await find(reference)
        else { return shown }
        var id = ""
        if let entry { id = try await write(entry, try await directory.groups(of: entry), domainID).id }
        user["id"] = .string(id)
        members["user"] = .object(user)
        return .object(members)
    }

    /// The user that the reference names, wherever they are kept.
    func user(_ reference: Reference) async throws -> User? {
        guard let (domainID, directory, entry) = try await find(reference) else {
            return try await kit.store.read { try $0.user(reference) }
        }
        guard let entry else { return nil }
        return try await write(entry, try await directory.groups(of: entry), domainID)
    }

    /// nil when the domain keeps its people itself.
    private func find(
        _ reference: Reference
    ) async throws -> (domainID: String, directory: any PeopleDirectory, entry: DirectoryUser?)? {
        if let id = reference.id {
            guard PublicID.fits(id),
                let mapping = try await kit.store.read({ try $0.table(IDMapping.self).find(id) }),
                mapping.kind == .user, let directory = try await directory(of: mapping.domainID)
            else { return nil }
            return (mapping.domainID, directory, try await directory.user(id: mapping.localID))
        }
        guard let name = reference.name, !name.utf8.contains(0) else { return nil }
        let domain = try await kit.store.read { try $0.domain(id: reference.domainID, name: reference.domainName) }
        guard let domain, domain.enabled, let directory = try await directory(of: domain.id) else { return nil }
        return (domain.id, directory, try await directory.user(named: name))
    }

    // MARK: Lists

    /// The query for a list that one domain or none is named in: a directory's people are brought up to date, and
    /// whoever is in a directory no more is left out. Without a domain the list is of identity's own people.
    func prepared(_ query: ListQuery, _ kind: PublicID.Kind) async throws -> ListQuery {
        guard case .string(let domainID) = query.filters.last(where: { $0.column == "domain_id" })?.values.first,
            let directory = try await directory(of: domainID)
        else { return query.with("directory", .string("")) }
        if case .string(let name) = query.filters.first(where: { $0.column == "name" && $0.comparison == .isIn })?
            .values.first
        {
            try await refresh(kind, named: name, directory, domainID)
        } else {
            try await once("\(kind) list \(domainID)") { try await self.renew(all: kind, directory, domainID) }
        }
        var query = query
        query.filters.append(ListQuery.Filter("directory", .startsWith, [.string("in:")]))
        return query
    }

    private func refresh(
        _ kind: PublicID.Kind, named name: String, _ directory: any PeopleDirectory, _ domainID: String
    ) async throws {
        switch kind {
        case .user:
            if let entry = try await directory.user(named: name) { try await write(users: [entry], domainID) }
        case .group: try await write(groups: try await directory.groups(named: name), domainID)
        }
    }

    private func renew(all kind: PublicID.Kind, _ directory: any PeopleDirectory, _ domainID: String) async throws {
        let localIDs: [String]
        switch kind {
        case .user:
            let entries = try await directory.users()
            try await write(users: entries, domainID)
            localIDs = entries.map(\.localID)
        case .group:
            let entries = try await directory.groups()
            try await write(groups: entries, domainID)
            localIDs = entries.map(\.localID)
        }
        let present = Set(localIDs.map { PublicID.of($0, kind, in: domainID) })
        let held = try await kit.store.read { try $0.directoryIDs(kind, of: domainID) }
        for gone in held where !present.contains(gone) { try await retire(gone, kind) }
    }

    // MARK: Routes

    /// Brings up to date whom a path names.
    /// - Throws: `Fault` 404 for somebody whom their directory has no more, unless they may be gone.
    func prepare(user userID: String?, group groupID: String?, members: Bool, mayBeGone: Bool) async throws {
        do {
            if let userID, PublicID.fits(userID) {
                try await refresh(user: userID)
                try await requirePresent(userID, .user, mayBeGone)
            }
            if let groupID, PublicID.fits(groupID) {
                try await refresh(group: groupID)
                try await requirePresent(groupID, .group, mayBeGone)
                if members { try await refresh(membersOf: groupID) }
            }
        } catch let fault as Fault where mayBeGone && fault.status == 503 {
            log.warning("\(fault)")
        }
    }

    private func requirePresent(_ id: String, _ kind: PublicID.Kind, _ mayBeGone: Bool) async throws {
        guard !mayBeGone else { return }
        let isGone = try await kit.store.read { connection in
            try connection.isOfDirectory(id, kind) && !connection.isInDirectory(id, kind)
        }
        if isGone { throw Fault.missing(kind.rawValue, id) }
    }

    // MARK: Writes

    /// Before somebody is made in the domain.
    func requireWritable(domain id: String) async throws {
        if try await places.place(of: id) != nil { throw Fault.readOnlyDirectory() }
    }
}

extension Connection {
    /// Before somebody is changed or deleted.
    func requireWritable(_ id: String, _ kind: PublicID.Kind) throws {
        if try isOfDirectory(id, kind) { throw Fault.readOnlyDirectory() }
    }

    /// Before a membership is changed: both must be identity's own.
    func requireWritableMembership(_ userID: String, of groupID: String) throws {
        let places = (try isOfDirectory(userID, .user), try isOfDirectory(groupID, .group))
        guard places != (false, false) else { return }
        guard places == (true, true) else {
            throw Fault.forbidden(
                "Group membership across backend boundaries is not allowed. Group in question is \(groupID), "
                    + "user is \(userID).")
        }
        throw Fault.readOnlyDirectory()
    }
}

extension Fault {
    /// 403, in Keystone's words.
    static func readOnlyDirectory() -> Fault { forbidden("LDAP does not support write operations") }
}
