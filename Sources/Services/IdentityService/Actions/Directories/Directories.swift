import CloudCore
import CloudObservability
import CloudSQL

/// The people of domains that are kept in directories: brings their rows up to date with what the directory says.
///
/// What was asked is not asked again for `patience`: a token's check costs no question, and who vanished from the
/// directory loses their tokens after that time at the latest.
final class Directories: Sendable {
    let kit: IdentityKit
    let places: DomainPlaces
    let clock: CloudClock
    let patience: Duration
    let log: Log
    /// When what is known must be asked again, by public id, or by domain and kind for whole lists.
    private let fresh = LockedValue<[String: Timestamp]>([:])
    private let running = LockedValue<[String: Task<Void, any Error>]>([:])
    private static let capacity = 100_000

    init(kit: IdentityKit, places: DomainPlaces, clock: CloudClock, patience: Duration, log: Log) {
        self.kit = kit
        self.places = places
        self.clock = clock
        self.patience = patience
        self.log = log
    }

    // MARK: One user, one group

    /// Asks the directory about the user, unless it did lately. False when nothing had to be asked.
    @discardableResult
    func refresh(user id: String) async throws -> Bool {
        guard PublicID.fits(id) else { return false }
        return try await once("user " + id) { try await self.renew(user: id) }
    }

    @discardableResult
    func refresh(group id: String) async throws -> Bool {
        guard PublicID.fits(id) else { return false }
        return try await once("group " + id) { try await self.renew(group: id) }
    }

    /// The group, and who is in it.
    func refresh(membersOf id: String) async throws {
        guard PublicID.fits(id) else { return }
        try await once("members " + id) { try await self.renew(membersOf: id) }
    }

    /// A directory's groups that have roles, with their members; one that does not answer is left as it was.
    func refreshAssignedGroups() async throws {
        for id in try await kit.store.read({ try $0.assignedDirectoryGroupIDs() }) {
            do { try await refresh(membersOf: id) } catch {
                log.warning("group \(id): \(error)")
            }
        }
    }

    /// Does `body` unless it was done lately; whoever asks meanwhile waits for the same answer.
    @discardableResult
    func once(_ key: String, _ body: @escaping @Sendable () async throws -> Void) async throws -> Bool {
        let now = clock.now
        if fresh.withLock({ $0[key] }).map({ $0 > now }) ?? false { return false }
        let task = running.withLock { running in
            if let task = running[key] { return task }
            let task = Task {
                defer { self.running.withLock { $0[key] = nil } }
                try await body()
                self.remember(key)
            }
            running[key] = task
            return task
        }
        try await task.value
        return true
    }

    func remember(_ key: String) {
        let until = clock.now + patience
        fresh.withLock { fresh in
            if fresh.count >= Self.capacity { fresh.removeAll() }
            fresh[key] = until
        }
    }

    private func renew(user id: String) async throws {
        guard let (mapping, directory) = try await whereabouts(id, .user) else { return }
        guard let directory, let entry = try await directory.user(id: mapping.localID) else {
            return try await retire(id, .user)
        }
        try await write(entry, try await directory.groups(of: entry), mapping.domainID)
    }

    private func renew(group id: String) async throws {
        guard let (mapping, directory) = try await whereabouts(id, .group) else { return }
        guard let directory, let entry = try await directory.group(id: mapping.localID) else {
            return try await retire(id, .group)
        }
        try await write(groups: [entry], mapping.domainID)
    }

    private func renew(membersOf id: String) async throws {
        guard let (mapping, directory) = try await whereabouts(id, .group) else { return }
        guard let directory, let entry = try await directory.group(id: mapping.localID) else {
            return try await retire(id, .group)
        }
        let members = try await directory.members(of: entry)
        try await write(groups: [entry], mapping.domainID)
        try await write(users: members, mapping.domainID)
        let ids = Set(members.map { PublicID.of($0.localID, .user, in: mapping.domainID) })
        if try await kit.store.read({ Set(try $0.memberIDs(of: id)) }) != ids {
            try await kit.store.write { try $0.setMembers(ids, ofGroup: id) }
        }
    }

    /// Whom the id stands for, and where they are looked for; nil when it is nobody's of a directory.
    private func whereabouts(
        _ id: String, _ kind: PublicID.Kind
    ) async throws -> (IDMapping, (any PeopleDirectory)?)? {
        guard let mapping = try await kit.store.read({ try $0.table(IDMapping.self).find(id) }), mapping.kind == kind
        else { return nil }
        return (mapping, try await directory(of: mapping.domainID))
    }

    /// nil: the domain's people are in identity's own database.
    /// - Throws: `Fault` 503 when the domain names a directory that cannot be used.
    func directory(of domainID: String) async throws -> (any PeopleDirectory)? {
        switch try await places.place(of: domainID) {
        case nil: return nil
        case .directory(let directory): return WordedDirectory(directory: directory, domainID: domainID, log: log)
        case .unusable(let reason): throw Fault.directorySettings(domainID, reason)
        }
    }
}
