import CloudCore
import CloudSQL

extension ServiceProvider: NamedRecord {
    static let table = "service_providers"
    static let migration = Migration(
        63, "service_providers",
        [
            """
            CREATE TABLE service_providers (
                id TEXT PRIMARY KEY, auth_url TEXT NOT NULL, sp_url TEXT NOT NULL, enabled INTEGER NOT NULL,
                description TEXT, relay_state_prefix TEXT NOT NULL)
            """
        ])

    static func missing(_ id: String) -> Fault { .missing("Service Provider", id) }
}
