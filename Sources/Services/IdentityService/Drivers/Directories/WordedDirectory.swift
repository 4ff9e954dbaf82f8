import CloudCore
import CloudObservability

/// A directory whose troubles are faults in words for the client, with the reason in the log.
struct WordedDirectory: PeopleDirectory {
    let directory: any PeopleDirectory
    let domainID: String
    let log: Log

    func user(id: String) async throws -> DirectoryUser? { try await wording { try await $0.user(id: id) } }
    func user(named name: String) async throws -> DirectoryUser? {
        try await wording { try await $0.user(named: name) }
    }
    func users() async throws -> [DirectoryUser] { try await wording { try await $0.users() } }
    func group(id: String) async throws -> DirectoryGroup? { try await wording { try await $0.group(id: id) } }
    func groups(named name: String) async throws -> [DirectoryGroup] {
        try await wording { try await $0.groups(named: name) }
    }
    func groups() async throws -> [DirectoryGroup] { try await wording { try await $0.groups() } }
    func groups(of user: DirectoryUser) async throws -> [DirectoryGroup] {
        try await wording { try await $0.groups(of: user) }
    }
    func members(of group: DirectoryGroup) async throws -> [DirectoryUser] {
        try await wording { try await $0.members(of: group) }
    }
    func accepts(_ password: String, of user: DirectoryUser?) async throws -> Bool {
        try await wording { try await $0.accepts(password, of: user) }
    }

    private func wording<T>(_ body: (any PeopleDirectory) async throws -> T) async throws -> T {
        do { return try await body(directory) } catch let trouble as DirectoryTrouble {
            switch trouble {
            case .unreachable(let reason):
                throw Fault.unavailable(
                    "The directory of domain \(domainID) does not answer now; try again later.", cause: reason)
            case .refused(let reason):
                throw Fault.unavailable(
                    "The directory of domain \(domainID) refuses identity's own name and password; its "
                        + "configuration's [ldap] user and password must be set right.", cause: reason)
            case .tooMany:
                throw Fault.unavailable(
                    "Number of User/Group entities returned by LDAP exceeded size limit. Contact your LDAP "
                        + "administrator.")
            case .settings(let reason): throw Fault.directorySettings(domainID, reason)
            }
        }
    }
}

extension Fault {
    /// 503: a domain's configuration names a directory that cannot be used as it is.
    static func directorySettings(_ domainID: String, _ reason: String) -> Fault {
        unavailable(
            "The configuration of domain \(domainID) does not fit its directory; its operator must set it right.",
            cause: reason)
    }
}
