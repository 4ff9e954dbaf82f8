import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudObservability
import CloudSQL
import CloudService

/// What domains keep elsewhere: their settings, and the directories that these name.
struct DirectoryParts: Sendable {
    static let migrations = [
        DomainOptionRow.migration, IDMapping.migration, IDMapping.directoryMigration,
    ]

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
