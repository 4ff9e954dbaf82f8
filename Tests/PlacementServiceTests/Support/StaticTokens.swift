import CloudAuth
import CloudCore

/// Tokens that are the names of roles, with the project after a colon: `admin`,
/// `member,reader:p1`; `:system` is the scope of the whole system.
struct StaticTokens: TokenVerifier {
    func caller(of token: String) async throws -> Caller? {
        guard token != "nobody" else { return nil }
        let parts = token.split(separator: ":").map(String.init)
        let project = Caller.Named(id: parts.count > 1 ? parts[1] : "p0", name: "project")
        return Caller(
            token: token, user: .init(id: "u0", name: "user"), userDomain: .init(id: "default", name: "Default"),
            scope: parts.last == "system"
                ? .system : .project(project, domain: .init(id: "default", name: "Default"), isDomain: false),
            roles: parts[0].split(separator: ",").map(String.init),
            expiresAt: Timestamp(seconds: 4_000_000_000))
    }
}
