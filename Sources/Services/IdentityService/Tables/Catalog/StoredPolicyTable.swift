import CloudCore
import CloudSQL

extension StoredPolicy: NamedRecord {
    static let audited: Audited? = .policy
    static let table = "policies"
    static let migration = Migration(
        32, "policies",
        [
            "CREATE TABLE policies (id TEXT PRIMARY KEY, type TEXT NOT NULL, blob TEXT NOT NULL, extra TEXT NOT NULL)",
            "CREATE INDEX policies_by_type ON policies (type, id)",
        ])

    static func missing(_ id: String) -> Fault { .missing("policy", id) }
}

extension PolicyAssociation: Record {
    static let table = "policy_associations"
    static let migration = Migration(
        33, "policy associations",
        [
            """
            CREATE TABLE policy_associations (
                id TEXT PRIMARY KEY, policy_id TEXT NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
                endpoint_id TEXT REFERENCES endpoints (id) ON DELETE CASCADE,
                service_id TEXT REFERENCES services (id) ON DELETE CASCADE,
                region_id TEXT REFERENCES regions (id) ON DELETE CASCADE)
            """,
            "CREATE INDEX policy_associations_by_policy ON policy_associations (policy_id)",
            "CREATE INDEX policy_associations_by_endpoint ON policy_associations (endpoint_id)",
            "CREATE INDEX policy_associations_by_service ON policy_associations (service_id)",
            "CREATE INDEX policy_associations_by_region ON policy_associations (region_id)",
        ])
}
