import CloudAuth
import CloudCore

/// Tokens that are the name of a role, with the project after a colon: `admin`, `member:p1`, `reader:p1`.
struct StaticTokens: TokenVerifier {
    func caller(of token: String) async throws -> Caller? {
        guard token != "nobody" else { return nil }
        let parts = token.split(separator: ":").map(String.init)
        let project = Caller.Named(id: parts.count > 1 ? parts[1] : "p0", name: "project")
        let implied = ["admin": ["admin", "manager", "member", "reader"], "member": ["member", "reader"]]
        return Caller(
            token: token, user: .init(id: "u0", name: "user"), userDomain: .init(id: "default", name: "Default"),
            scope: .project(project, domain: .init(id: "default", name: "Default"), isDomain: false),
            roles: implied[parts[0]] ?? [parts[0]], expiresAt: Timestamp(seconds: 4_000_000_000))
    }
}
