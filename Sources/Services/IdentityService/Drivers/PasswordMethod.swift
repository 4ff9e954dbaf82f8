import CloudCore
import CloudJSON

/// `password`: a user, by id or by name and domain, and their password.
struct PasswordMethod: AuthMethod {
    let store: IdentityStore
    let hasher: PasswordHasher

    let name = "password"
    let schema = Schema.object(
        [
            "user": .object(
                Reference.members.merging(["password": .string(maxLength: 4096)]) { $1 }, required: ["password"],
                others: .any)
        ], others: .any)

    func prove(_ shown: JSON) async throws -> Proved {
        guard let shown = shown["user"] else { throw Fault.expecting("user", in: "password") }
        let reference = try Reference(shown, "user")
        let user = try await store.read { try $0.user(reference) }
        // Unknown, disabled or without a password: the time of a hash is spent all the same.
        guard try await hasher.verify(shown["password"]?.string ?? "", user?.passwordHash), let user else {
            throw Fault.unauthorized()
        }
        return Proved(user: user, methods: .password)
    }
}
