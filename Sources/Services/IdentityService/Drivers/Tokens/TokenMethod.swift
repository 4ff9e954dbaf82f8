import CloudCore
import CloudJSON

/// `token`: an older token, exchanged for one of another scope that ends no later.
struct TokenMethod: AuthMethod {
    let tokens: TokenBook

    let name = "token"
    let schema = Schema.object(["id": .string()], required: ["id"], others: .any)

    /// What was lent for one purpose is not exchanged for more.
    private static var delegated: Fault {
        .refused("Using a delegated token to create another token is not allowed.")
    }

    func prove(_ shown: JSON) async throws -> Proved {
        guard let token = try await tokens.check(shown["id"]?.string ?? "")?.token else {
            throw Fault.notFound("Could not find token.")
        }
        switch token.delegation {
        case .trust:
            throw Fault.refused(
                "Using trust-scoped token to create another token. Create a new trust-scoped token instead")
        case .accessToken:
            throw Fault.refused(
                "Using OAuth-scoped token to create another token. Create a new OAuth-scoped token instead")
        case .applicationCredential: throw Self.delegated
        case nil: break
        }
        guard token.payload.methods.isDisjoint(with: [.ec2Credential, .oauth2Credential]) else { throw Self.delegated }
        return Proved(
            user: token.user, methods: token.payload.methods.union(.token), expiresAt: token.payload.expiresAt,
            auditChainID: token.payload.auditChainID ?? token.payload.auditID, delegation: token.delegation,
            scope: token.payload.scope, federation: token.payload.federation)
    }
}
