import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudObservability
import CloudSQL
import CloudService

extension IdentityRole {
    /// Forgets whom of directories public ids stand for: those of a domain, of a kind, of one local or public id, or
    /// all. Their rows and application credentials go; ids and roles come back when somebody is seen again.
    /// - Returns: how many were forgotten.
    /// - Throws: `Fault` 404 for a domain that is not there.
    package func purgeMappings(
        domainName: String?, publicID: String?, localID: String?, kind: String?
    ) async throws -> Int {
        try await store.write { [kit] connection in
            var filters: [ListQuery.Filter] = []
            func require(_ column: String, _ value: String?) {
                if let value { filters.append(.init(column, .isIn, [.string(value)])) }
            }
            if let domainName {
                guard let domain = try connection.domain(name: domainName) else {
                    throw Fault.missing("domain", domainName)
                }
                require("domain_id", domain.id)
            }
            require("public_id", publicID)
            require("local_id", localID)
            require("kind", kind)
            let gone = try connection.purgeMappings(filters)
            for mapping in gone where mapping.kind == .user { try kit.revoke(connection, userID: mapping.publicID) }
            return gone.count
        }
    }
}
