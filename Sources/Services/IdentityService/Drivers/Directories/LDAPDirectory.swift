import CloudJSON
import LDAPKit

/// A directory that speaks LDAP (RFC 4511), with Keystone's `[ldap]` options.
struct LDAPDirectory: PeopleDirectory {
    /// Active Directory's rule that follows groups in groups.
    private static let chain = "1.2.840.113556.1.4.1941"
    /// Blocked by the directory at most so many threads.
    private static let mostLanes = 8

    private let pool: LDAPPool
    private let mapping: LDAPMapping
    private let reader: LDAPEntryReader

    init(_ options: LDAPOptions) throws {
        mapping = try LDAPMapping(options)
        reader = LDAPEntryReader(mapping: mapping)
        let lanes = try options.flag("use_pool") ? options.number("pool_size") : 2
        pool = LDAPPool(try LDAPSettings(options), lanes: min(max(1, lanes), Self.mostLanes))
    }

    // MARK: Users

    func user(id: String) async throws -> DirectoryUser? {
        guard let value = reader.idBytes(id, mapping.users.id) else { return nil }
        return try await users(.equal(mapping.users.id, bytes: value), limit: 2).first
    }

    func user(named name: String) async throws -> DirectoryUser? {
        // Who of two would sign in is nobody's to guess.
        let found = try await users(.equal(mapping.users.name, name), limit: 2)
        return found.count == 1 ? found[0] : nil
    }

    func users() async throws -> [DirectoryUser] { try await users(.present(mapping.users.name), limit: nil) }

    func accepts(_ password: String, of user: DirectoryUser?) async throws -> Bool {
        let nobody = LDAPName.child(mapping.users.id, "nobody-\(password.utf8.count)", of: mapping.users.base)
        let accepted = try await wording { try await pool.accepts(password, of: user?.place ?? nobody) }
        return accepted && user != nil
    }

    private func users(_ filter: LDAPFilter, limit: Int?) async throws -> [DirectoryUser] {
        let entries = try await search(mapping.users, mapping.scope, filter, reader.userAttributes, limit)
        guard !entries.isEmpty else { return [] }
        let enabled = try await enabledPlaces(entries)
        return entries.compactMap { reader.user($0, enabled: enabled) }
    }

    /// Names of those of the entries that the group of enabled users holds; nil where there is no such group.
    private func enabledPlaces(_ entries: [LDAPEntry]) async throws -> Set<String>? {
        guard case .group(let place, let objectClass, let member) = mapping.enabled else { return nil }
        var filters = objectClass.map { [LDAPFilter.equal(.objectClass, $0)] } ?? []
        if entries.count == 1 { filters.append(.equal(member, entries[0].name)) }
        if filters.isEmpty { filters.append(.present(.objectClass)) }
        let found = try await entry(place, .all(filters), [member])
        guard let found else { return [] }
        return entries.count == 1
            ? [LDAPName.folded(entries[0].name)] : Set(found.texts(member).map(LDAPName.folded))
    }

    // MARK: Groups

    func group(id: String) async throws -> DirectoryGroup? {
        guard let value = reader.idBytes(id, mapping.groups.id) else { return nil }
        return try await groups(.equal(mapping.groups.id, bytes: value), limit: 2).first
    }

    func groups(named name: String) async throws -> [DirectoryGroup] {
        try await groups(.equal(mapping.groups.name, name), limit: nil)
    }

    func groups() async throws -> [DirectoryGroup] { try await groups(.present(mapping.groups.name), limit: nil) }

    func groups(of user: DirectoryUser) async throws -> [DirectoryGroup] {
        let value = mapping.membersAreIDs ? user.localID : user.place
        let filter: LDAPFilter =
            mapping.nests && !mapping.membersAreIDs
            ? .match(mapping.member, rule: Self.chain, value) : .equal(mapping.member, value)
        return try await groups(filter, limit: nil)
    }

    func members(of group: DirectoryGroup) async throws -> [DirectoryUser] {
        if mapping.nests, !mapping.membersAreIDs, let memberOf = LDAPAttribute("memberOf") {
            return try await users(.match(memberOf, rule: Self.chain, group.place), limit: nil)
        }
        let found = try await entry(group.place, .present(.objectClass), [mapping.member])
        var members: [DirectoryUser] = []
        for value in found?.texts(mapping.member) ?? [] {
            if mapping.membersAreIDs {
                if let user = try await user(id: value) { members.append(user) }
            } else if let entry = try await entry(value, filter(mapping.users, nil), reader.userAttributes) {
                let enabled = try await enabledPlaces([entry])
                if let user = reader.user(entry, enabled: enabled) { members.append(user) }
            }
        }
        return members
    }

    private func groups(_ filter: LDAPFilter, limit: Int?) async throws -> [DirectoryGroup] {
        try await search(mapping.groups, mapping.scope, filter, reader.groupAttributes, limit)
            .compactMap(reader.group)
    }

    // MARK: Questions

    /// What is asked, limited to entries of the kind.
    private func filter(_ tree: LDAPMapping.Tree, _ asked: LDAPFilter?) -> LDAPFilter {
        var filters = asked.map { [$0] } ?? []
        if !tree.objectClass.isEmpty { filters.append(.equal(.objectClass, tree.objectClass)) }
        if let own = tree.filter { filters.append(own) }
        return filters.isEmpty ? .present(.objectClass) : .all(filters)
    }

    private func search(
        _ tree: LDAPMapping.Tree, _ scope: LDAPSearch.Scope, _ asked: LDAPFilter, _ attributes: [LDAPAttribute],
        _ limit: Int?
    ) async throws -> [LDAPEntry] {
        let question = LDAPSearch(tree.base, scope, filter(tree, asked), attributes, limit: limit)
        return try await wording {
            do { return try await pool.search(question) } catch let error as LDAPError
                where error.reason == .noSuchObject
            {
                throw DirectoryTrouble.settings("there is no \(tree.base) in the directory")
            }
        }
    }

    /// The entry of that name if it is there and the filter holds.
    private func entry(_ place: String, _ filter: LDAPFilter, _ attributes: [LDAPAttribute]) async throws -> LDAPEntry?
    {
        guard !place.utf8.contains(0) else { return nil }
        return try await wording {
            do { return try await pool.search(LDAPSearch(place, .entry, filter, attributes)).first } catch let error
                as LDAPError where error.reason == .noSuchObject || error.code == 0x22
            { return nil }  // 0x22: not a name at all (RFC 4511, 4.1.9)
        }
    }

    private func wording<T>(_ body: () async throws -> T) async throws -> T {
        do { return try await body() } catch let error as LDAPError {
            switch error.reason {
            case .unreachable: throw DirectoryTrouble.unreachable(error.description)
            case .invalidCredentials: throw DirectoryTrouble.refused(error.description)
            case .tooMany: throw DirectoryTrouble.tooMany
            case .noSuchObject, .other: throw DirectoryTrouble.settings(error.description)
            }
        }
    }
}
