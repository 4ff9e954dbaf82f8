import CloudAuth
import CloudCore
import CloudHTTP
import CloudSQL

/// Key pairs: import, generate, list, show, delete. They belong to users; administrators may act for others.
struct KeyPairActions: Sendable {
    let context: ComputeContext

    /// A new key pair, with the private key when it was made here: it is told once, and never kept.
    struct Created: Sendable {
        var keyPair: KeyPair
        var privateKey: String?
    }

    func create(
        _ name: String, type: String, publicKey: String?, userID: String?, _ caller: Caller
    ) async throws -> Created {
        let userID = userID ?? caller.user.id
        try context.policy.enforce("os_compute_api:os-keypairs:create", caller, ["user_id": userID])
        var privateKey: String?
        let line: String
        if let publicKey {
            line = publicKey
        } else if type == "ssh" {
            let made = SSHKeyPair(comment: "Generated-by-Apus")
            (line, privateKey) = (made.publicKey, made.privateKey)
        } else {
            throw Fault.notImplemented("Certificates are not generated here: make one, and import it with public_key.")
        }
        guard let fingerprint = Self.fingerprint(line, type) else {
            throw Fault.badRequest("Keypair data is invalid: failed to generate fingerprint")
        }
        let keyPair = KeyPair(
            userID: userID, name: name, type: type, publicKey: line, fingerprint: fingerprint,
            createdAt: context.clock.now)
        let quota = try await context.quotas.limits(ofProject: caller.projectID)
        try await context.database.write { connection in
            let table = try connection.table(KeyPair.self)
            guard try table.find(keyPair.id) == nil else { throw Fault.conflict("Key pair '\(name)' already exists.") }
            let used = try table.count([.init("user_id", [.string(userID)])])
            try quota.check(.keyPairs, used: used, more: 1, connection) { _ in "Quota exceeded, too many key pairs." }
            try table.insert(keyPair)
        }
        return Created(keyPair: keyPair, privateKey: privateKey)
    }

    /// - Parameter query: its marker is a name.
    func list(_ query: ListQuery, userID: String?, _ caller: Caller) async throws -> Page<KeyPair> {
        let userID = userID ?? caller.user.id
        try context.policy.enforce("os_compute_api:os-keypairs:index", caller, ["user_id": userID])
        var query = query.with("user_id", .string(userID))
        query.marker = query.marker.map { KeyPair.id(userID: userID, name: $0) }
        let wanted = query
        return try await context.database.read { try $0.table(KeyPair.self).page(wanted) }
    }

    func show(_ name: String, userID: String?, _ caller: Caller) async throws -> KeyPair {
        let userID = userID ?? caller.user.id
        try context.policy.enforce("os_compute_api:os-keypairs:show", caller, ["user_id": userID])
        return try await context.database.read { connection in
            guard let pair = try connection.table(KeyPair.self).find(KeyPair.id(userID: userID, name: name)) else {
                throw Self.missing(name, userID)
            }
            return pair
        }
    }

    /// Servers that were made with it keep the key.
    func delete(_ name: String, userID: String?, _ caller: Caller) async throws {
        let userID = userID ?? caller.user.id
        try context.policy.enforce("os_compute_api:os-keypairs:delete", caller, ["user_id": userID])
        try await context.database.write { connection in
            guard try connection.table(KeyPair.self).delete(KeyPair.id(userID: userID, name: name)) else {
                throw Self.missing(name, userID)
            }
        }
    }

    private static func missing(_ name: String, _ userID: String) -> Fault {
        .notFound("Keypair \(name) not found for user \(userID)")
    }

    private static func fingerprint(_ text: String, _ type: String) -> String? {
        type == "x509" ? X509Certificate(pem: text)?.fingerprint : SSHPublicKey(line: text)?.fingerprint
    }
}
