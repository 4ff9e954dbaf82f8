import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudObservability
import CloudSQL
import CloudService

extension IdentityRole {
    /// What domains keep elsewhere: their settings, and the directories that these name.
    struct DirectoryParts: Sendable {
        let directories: Directories
        let seal: OptionSeal

        /// - Parameter kit: without directories yet.
        init(_ environment: RoleEnvironment, _ kit: IdentityKit) throws {
            let configuration = environment.configuration
            let folder = try configuration[IdentitySettings.configurationKeyFolder]
            let keys = FernetKeys(
                folder: folder.isEmpty ? environment.stateFolder + "/identity/config-keys" : folder,
                // Nothing that these keys sealed ever ends by itself.
                maximumActive: .max, lifetime: .zero, clock: environment.clock)
            let log = environment.observability.named("identity").log
            seal = OptionSeal(keys: keys, clock: environment.clock)
            let places = DomainPlaces(
                store: kit.store, seal: seal,
                files: try DomainFiles.read(try configuration[IdentitySettings.domainConfigurationFolder]), log: log)
            directories = Directories(
                kit: kit, places: places, clock: environment.clock,
                patience: try configuration[IdentitySettings.directoryCache], log: log)
        }

        /// - Parameter kit: with the directories.
        func routes(_ kit: IdentityKit) -> [Route] {
            DomainConfigurationAPI(actions: DomainConfigurationActions(kit: kit, seal: seal)).routes
        }
    }

    static let directoryMigrations = [DomainOptionRow.migration, IDMapping.migration, IDMapping.directoryMigration]

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
