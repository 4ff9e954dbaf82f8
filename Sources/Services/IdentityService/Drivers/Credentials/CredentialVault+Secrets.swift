import CloudCore
import CloudSQL

/// Secrets that must be known again to check what was signed with them: sealed with the credentials' keys.
extension CredentialVault {
    func seal(_ secret: String, at moment: Timestamp) throws -> SealedSecret {
        let ring = try keys.ring()
        return SealedSecret(
            text: try Fernet.seal(Array(secret.utf8), at: moment, ring), keyFingerprint: ring.primaryFingerprint)
    }

    /// - Throws: `Fault` 503 when no key opens it: the keys are not those of this cloud.
    func open(_ sealed: SealedSecret) throws -> String {
        guard !sealed.keyFingerprint.isEmpty else { return sealed.text }
        guard let bytes = Fernet.open(sealed.text, try keys.ring()), let text = String(validating: bytes, as: UTF8.self)
        else {
            throw Fault.unavailable("Identity cannot read this secret now.", cause: "no credential key opens it")
        }
        return text
    }

    /// Seals with the primary key what another one sealed of OAuth1's; returns how many.
    func migrateOAuth1(_ connection: Connection, limit: Int) throws -> Int {
        let old = try connection.oauth1Secrets(notSealedBy: keys.ring().primaryFingerprint, limit: limit)
        for place in old {
            try connection.replace(place, by: seal(open(place.secret), at: connection.now))
        }
        return old.count
    }
}
