import CloudHTTP
import CloudSQL

/// What domains keep elsewhere: their own settings, and the directories of people that these name.
struct DirectoriesArea: IdentityArea {
    static let migrations = [DomainOptionRow.migration, IDMapping.migration, IDMapping.directoryMigration]
    static let rules = IdentityPolicy.domainConfigurations

    let base: IdentityFoundation

    func routes(_ signIn: TokenActions) -> [Route] {
        DomainConfigurationAPI(actions: DomainConfigurationActions(kit: base.kit, seal: base.seal)).routes
    }

    var preparations: [@Sendable () async throws -> Void] { [base.seal.keys.prepare] }
}
