import CloudCore
import CloudJSON

/// `external`: whoever a trusted proxy says has signed in there (Keystone's `REMOTE_USER` and `REMOTE_DOMAIN`).
struct ExternalMethod: AuthMethod {
    let directories: Directories

    let name = "external"
    let schema = Schema.object([:], others: .any)

    func prove(_ shown: JSON) async throws -> Proved { throw Fault.unauthorized() }

    func prove(_ shown: JSON, _ evidence: RequestEvidence) async throws -> Proved {
        guard let remote = evidence.remoteUser else { throw Fault.unauthorized() }
        let reference = Reference(
            name: remote.name, domainID: remote.domain == nil ? Project.defaultDomainID : nil, domainName: remote.domain
        )
        guard let user = try await directories.user(reference) else { throw Fault.unauthorized() }
        return Proved(user: user, methods: .external)
    }
}
