import CloudJSON
import CloudSQL

/// An option as it is stored: JSON text, or that text sealed.
struct DomainOptionRow: Sendable, Codable, Hashable {
    var domainID: String
    var optionGroup: String
    var name: String
    var value: String
    var sealed: Bool

    static let migration = Migration(
        70, "domain_options",
        [
            """
            CREATE TABLE domain_options (
                domain_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE, option_group TEXT NOT NULL,
                name TEXT NOT NULL, value TEXT NOT NULL, sealed INTEGER NOT NULL,
                PRIMARY KEY (domain_id, option_group, name))
            """
        ])
}

extension Connection {
    /// Of one domain, or of all.
    func domainOptions(of domainID: String? = nil) throws -> [DomainOptionRow] {
        let columns = "SELECT domain_id, option_group, name, value, sealed FROM domain_options"
        guard let domainID else { return try all(DomainOptionRow.self, "\(columns) ORDER BY domain_id") }
        return try all(
            DomainOptionRow.self, "\(columns) WHERE domain_id = $1 ORDER BY option_group, name", [.text(domainID)])
    }

    /// Inserts, or replaces the value.
    func put(_ row: DomainOptionRow) throws {
        try execute(
            """
            INSERT INTO domain_options (domain_id, option_group, name, value, sealed) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (domain_id, option_group, name) DO UPDATE SET value = excluded.value, sealed = excluded.sealed
            """,
            [.text(row.domainID), .text(row.optionGroup), .text(row.name), .text(row.value), .bool(row.sealed)])
    }

    func deleteDomainOptions(of domainID: String, _ path: DomainOptionPath? = nil) throws {
        var condition = SQLCondition("domain_id = $1", [.text(domainID)])
        if let group = path?.group { condition = condition.and(SQLCondition("option_group = $1", [.text(group)])) }
        if let option = path?.option { condition = condition.and(SQLCondition("name = $1", [.text(option)])) }
        try execute("DELETE FROM domain_options WHERE \(condition.sql)", condition.parameters)
    }
}
