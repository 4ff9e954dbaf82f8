import CloudAuth
import CloudCore

/// Tokens that tests use: each is its user's name.
struct StaticTokens: TokenVerifier {
    func caller(of token: String) async throws -> Caller? {
        switch token {
        case "admin": caller(token, "cloud", ["admin", "manager", "member", "reader"])
        case "owner": caller(token, "p1", ["member", "reader"])
        case "reader": caller(token, "p1", ["reader"])
        case "other": caller(token, "p2", ["member", "reader"])
        case "third": caller(token, "p3", ["member", "reader"])
        case "nobody": caller(token, nil, [])
        default: nil
        }
    }

    private func caller(_ name: String, _ project: String?, _ roles: [String]) -> Caller {
        let domain = Caller.Named(id: "default", name: "Default")
        return Caller(
            token: name, user: .init(id: name, name: name), userDomain: domain,
            scope: project.map { .project(.init(id: $0, name: $0), domain: domain, isDomain: false) } ?? .unscoped,
            roles: roles,
            expiresAt: Timestamp(seconds: 4_000_000_000))
    }
}
