import CloudCore
import CloudJSON

/// `password`: a user, by id or by name and domain, and their password.
struct PasswordMethod: AuthMethod {
    let store: IdentityStore
    let gate: PasswordGate
    let directories: Directories

    let name = "password"
    let isGuessable = true
    let schema = Schema.object(
        [
            "user": .object(
                Reference.members.merging(["password": .string(maxLength: 4096)]) { $1 }, required: ["password"],
                others: .any)
        ], others: .any)

    func prove(_ shown: JSON) async throws -> Proved {
        guard let shown = shown["user"] else { throw Fault.expecting("user", in: "password") }
        let reference = try Reference(shown, "user")
        switch try await directories.authenticate(reference, shown["password"]?.string ?? "") {
        case .elsewhere: break
        case .refused: throw Fault.unauthorized()
        case .user(let user): return Proved(user: user, methods: .password)
        }
        let named = try await store.read { try $0.user(reference) }
        let user = try await gate.admit(
            named, shown["password"]?.string ?? "", named: reference.id ?? reference.name ?? "")
        return Proved(user: user, methods: .password)
    }
}
