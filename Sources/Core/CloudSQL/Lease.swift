package import CloudCore

/// A right to do something alone, for a time: a row in the `leases` table that every database has.
package struct Lease: Record {
    package static let table = "leases"
    package static let keyColumn = "name"

    package var name: String
    package var owner: String
    package var expiresAt: Timestamp
}

extension Connection {
    /// Takes the lease if it is free, has expired, or is the owner's already; false when another holds it.
    package func acquireLease(name: String, owner: String, for duration: Duration) throws -> Bool {
        try execute(
            """
            INSERT INTO leases (name, owner, expires_at) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
            WHERE leases.owner = excluded.owner OR leases.expires_at <= $4
            """,
            [.text(name), .text(owner), .timestamp(now + duration), .timestamp(now)]) == 1
    }

    /// Prolongs a lease that the owner still holds; false when it has expired or is another's.
    package func renewLease(name: String, owner: String, for duration: Duration) throws -> Bool {
        try execute(
            "UPDATE leases SET expires_at = $3 WHERE name = $1 AND owner = $2 AND expires_at > $4",
            [.text(name), .text(owner), .timestamp(now + duration), .timestamp(now)]) == 1
    }

    /// Gives a lease back; false when it was not the owner's.
    @discardableResult
    package func releaseLease(name: String, owner: String) throws -> Bool {
        try execute("DELETE FROM leases WHERE name = $1 AND owner = $2", [.text(name), .text(owner)]) == 1
    }
}
