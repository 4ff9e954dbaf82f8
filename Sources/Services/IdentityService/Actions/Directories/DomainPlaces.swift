import CloudCore
import CloudJSON
import CloudObservability
import CloudSQL

/// Which domains keep their people elsewhere, and the directories in use: as the rows and the operator's files say,
/// read anew when anything in identity has changed.
final class DomainPlaces: Sendable {
    private struct Loaded: Sendable {
        var changes: Int64
        var options: [String: [DomainOption]]
        var places: [String: DomainPlace]
    }

    private let store: IdentityStore
    private let seal: OptionSeal
    /// What files say, by the domain's name.
    private let files: [String: [DomainOption]]
    private let log: Log
    private let loaded = LockedValue<Loaded?>(nil)

    init(store: IdentityStore, seal: OptionSeal, files: [String: [DomainOption]], log: Log) {
        self.store = store
        self.seal = seal
        self.files = files
        self.log = log
    }

    /// nil: the domain's people are in identity's own database.
    func place(of domainID: String) async throws -> DomainPlace? { try await all()[domainID] }

    private func all() async throws -> [String: DomainPlace] {
        let changes = try await store.changes()
        if let held = loaded.withLock({ $0 }), held.changes == changes { return held.places }
        let options = try await options()
        let held = loaded.withLock { $0 }
        var places: [String: DomainPlace] = [:]
        for (domainID, own) in options {
            // Connections stay with a configuration that stays.
            if let held, held.options[domainID] == own {
                places[domainID] = held.places[domainID]
            } else {
                places[domainID] = place(own, domainID)
            }
        }
        let fresh = places
        loaded.withLock { $0 = Loaded(changes: changes, options: options, places: fresh) }
        return places
    }

    private func options() async throws -> [String: [DomainOption]] {
        let (rows, named) = try await store.read { [files] connection in
            var named: [String: [DomainOption]] = [:]
            for (name, options) in files {
                if let domain = try connection.domain(name: name) { named[domain.id] = options }
            }
            return (try connection.domainOptions(), named)
        }
        var options = named
        var stored: [String: [DomainOption]] = [:]
        for row in rows {
            guard let option = try? seal.option(row) else {
                log.error("a secret of domain \(row.domainID) cannot be opened with identity's keys")
                continue
            }
            stored[row.domainID, default: []].append(option)
        }
        // What the API was told goes before a file.
        options.merge(stored) { $1 }
        return options
    }

    private func place(_ options: [DomainOption], _ domainID: String) -> DomainPlace? {
        let driver = options.first { $0.group == "identity" && $0.name == "driver" }?.value.string ?? "sql"
        switch driver {
        case "sql": return nil
        case "ldap":
            let own = options.filter { $0.group == "ldap" }
            do {
                return .directory(
                    try LDAPDirectory(LDAPOptions(Dictionary(own.map { ($0.name, $0.value) }) { $1 })))
            } catch {
                log.error("domain \(domainID): \(error)")
                return .unusable("\(error)")
            }
        default: return .unusable("identity.driver is \(driver): sql and ldap are known")
        }
    }
}
