import CloudCore
import CloudJSON
import CloudSQL

/// `application_credential`: by its id, or by its name and its user, and its secret.
struct ApplicationCredentialMethod: AuthMethod {
    let store: IdentityStore
    let hasher: PasswordHasher

    let name = "application_credential"
    let schema = Schema.object(
        [
            "id": Reference.text, "name": Reference.text, "secret": .string(maxLength: 4096),
            "user": .object(Reference.members, others: .any),
        ], required: ["secret"], others: .any)

    func prove(_ shown: JSON) async throws -> Proved {
        let id = shown["id"]?.string
        let owner = id == nil ? try Reference(shown["user"] ?? .null, "user") : nil
        guard id != nil || shown["name"]?.string != nil else {
            throw Fault.expecting("id or name", in: "application_credential")
        }
        let (credential, user) = try await store.read { connection in
            let credential = try connection.credential(id, shown["name"]?.string, owner)
            return (credential, try credential.flatMap { try connection.table(User.self).find($0.userID) })
        }
        guard try await hasher.verify(shown["secret"]?.string ?? "", credential?.secretHash), let credential, let user,
            let delegation = try await store.read({ try $0.delegation(.applicationCredential(credential.id)) })
        else { throw Fault.unauthorized() }
        return Proved(user: user, methods: .applicationCredential, delegation: delegation)
    }
}

extension Connection {
    fileprivate func credential(_ id: String?, _ name: String?, _ owner: Reference?) throws -> ApplicationCredential? {
        let credentials = try table(ApplicationCredential.self)
        if let id { return try credentials.find(id) }
        guard let name, let owner, let user = try user(owner) else { return nil }
        return try credentials.first(where: [.equal("user_id", user.id), .equal("name", name)])
    }
}
