import CloudCore
import CloudSQL

/// Seals credentials before they are stored, with keys of its own that no database holds.
struct CredentialVault: Sendable {
    /// Characters of a blob that can be stored.
    static let maximum = 65535
    private static let longestSealed = 4 * maximum * 2

    let store: IdentityStore
    let keys: FernetKeys

    func seal(_ credential: Credential, at moment: Timestamp) throws -> SealedCredential {
        let ring = try keys.ring()
        return SealedCredential(
            id: credential.id, userID: credential.userID, projectID: credential.projectID, type: credential.type,
            sealedBlob: try Fernet.seal(Array(credential.blob.utf8), at: moment, ring),
            keyFingerprint: ring.primaryFingerprint, delegationID: credential.delegationID, extra: credential.extra)
    }

    /// - Throws: `Fault` 503 when no key opens it: the keys are not those of this cloud.
    func open(_ sealed: SealedCredential) throws -> Credential {
        guard let bytes = Fernet.open(sealed.sealedBlob, try keys.ring(), maximum: Self.longestSealed),
            let blob = String(validating: bytes, as: UTF8.self)
        else {
            throw Fault.unavailable(
                "Identity cannot read this credential now.", cause: "no credential key opens \(sealed.id)")
        }
        return Credential(
            id: sealed.id, userID: sealed.userID, projectID: sealed.projectID, type: sealed.type, blob: blob,
            delegationID: sealed.delegationID, extra: sealed.extra)
    }

    /// A new primary key; refused as long as a credential needs one that might go.
    func rotate() async throws {
        let primary = try keys.ring().primaryFingerprint
        let isCurrent = try await store.read { connection in
            try connection.credentials(notSealedBy: primary, limit: 1).isEmpty
                && connection.oauth1Secrets(notSealedBy: primary, limit: 1).isEmpty
        }
        guard isCurrent else {
            throw Fault.conflict(
                "Unable to rotate credential keys: not all credentials are encrypted with the primary key. "
                    + "Run `apus identity migrate-credentials` first.")
        }
        try keys.rotate()
    }

    /// Seals with the primary key what another one sealed; returns how many. May be ended and started again.
    func migrate() async throws -> Int {
        var count = 0
        while true {
            // What clients see stays the same: no change is counted.
            let batch = try await store.database.write { connection in
                let primary = try keys.ring().primaryFingerprint
                let old = try connection.credentials(notSealedBy: primary, limit: 100)
                for sealed in old {
                    try connection.table(SealedCredential.self).update(seal(open(sealed), at: connection.now))
                }
                return try old.count + migrateOAuth1(connection, limit: 100)
            }
            count += batch
            if batch == 0 { return count }
        }
    }
}
