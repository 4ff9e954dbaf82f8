import CloudCore
import CloudSQL

/// What an operator does to the public ids of directories' users and groups.
struct IDMappingActions: Sendable {
    let kit: IdentityKit

    /// Forgets whom public ids stand for: those of a domain, of a kind, of one local or public id, or all.
    /// - Returns: how many were forgotten.
    /// - Throws: `Fault` 404 for a domain that is not there.
    func purge(domainName: String?, publicID: String?, localID: String?, kind: String?) async throws -> Int {
        try await kit.store.write { connection in
            let domain = try domainName.map { name in
                guard let domain = try connection.domain(name: name) else { throw Fault.missing("domain", name) }
                return domain
            }
            let asked = [
                "domain_id": domain?.id, "public_id": publicID, "local_id": localID, "kind": kind,
            ].compactMapValues(\.self)
            let gone = try connection.purgeMappings(asked.map { .equal($0, $1) })
            for mapping in gone where mapping.kind == .user { try kit.revoke(connection, userID: mapping.publicID) }
            return gone.count
        }
    }
}
