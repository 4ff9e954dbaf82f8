import CloudAuth
import CloudCore

/// Tokens that need no identity: `role:project`, as `member:p1`.
struct StubTokens: TokenVerifier {
    func caller(of token: String) async throws -> Caller? {
        let parts = token.split(separator: ":").map(String.init)
        guard parts.count == 2 else { return nil }
        let implied = [
            "admin": ["admin", "manager", "member", "reader"], "member": ["member", "reader"], "reader": ["reader"],
        ]
        return Caller(
            token: token, user: .init(id: "user-\(parts[1])", name: parts[1]),
            userDomain: .init(id: "default", name: "Default"),
            scope: .project(
                .init(id: parts[1], name: parts[1]), domain: .init(id: "default", name: "Default"), isDomain: false),
            roles: implied[parts[0]] ?? [parts[0]], expiresAt: Timestamp(seconds: 4_000_000_000))
    }
}
