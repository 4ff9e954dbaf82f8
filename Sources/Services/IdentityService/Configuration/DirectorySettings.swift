import CloudConfiguration
import CloudObservability
import CloudService

/// Settings of domains that keep their people elsewhere.
enum DirectorySettings {
    /// Where the keys of domains' secrets are; empty is `identity/config-keys` in the state folder.
    static let keyFolder = ConfigurationKey<String>("identity.config_key_folder", default: "")
    /// A folder of `keystone.DOMAIN.conf` files; empty: none.
    static let domainFolder = ConfigurationKey<String>("identity.domain_config_folder", default: "")
    /// How long what a directory said of somebody holds without asking it again.
    static let patience = ConfigurationKey<Duration>("identity.directory_cache", default: .seconds(300))
}

extension OptionSeal {
    init(_ environment: RoleEnvironment) throws {
        let folder = try environment.keyFolder(DirectorySettings.keyFolder, or: "config-keys")
        // Nothing that these keys sealed ever ends by itself.
        let keys = FernetKeys(folder: folder, maximumActive: .max, lifetime: .zero, clock: environment.clock)
        self.init(keys: keys, clock: environment.clock)
    }
}

extension Directories {
    /// - Parameter kit: without directories yet.
    convenience init(_ environment: RoleEnvironment, _ kit: IdentityKit, _ seal: OptionSeal) throws {
        let configuration = environment.configuration
        let log = environment.observability.named("identity").log
        let files = try DomainFiles.read(try configuration[DirectorySettings.domainFolder])
        self.init(
            kit: kit, places: DomainPlaces(store: kit.store, seal: seal, files: files, log: log),
            clock: environment.clock, patience: try configuration[DirectorySettings.patience], log: log)
    }
}
