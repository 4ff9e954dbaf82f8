import CloudCore
import CloudJSON

/// `mapped`, `openid`, `saml2`: a token of a user from outside, exchanged for one of another scope. What proves such a
/// user the first time never stands in a body: the protocol's own address takes it.
struct MappedMethod: AuthMethod {
    let name: String
    let tokens: TokenMethod

    let schema = Schema.object(["id": .string()], others: .any)

    func prove(_ shown: JSON) async throws -> Proved {
        guard shown["id"]?.string != nil else {
            throw Fault.unauthorized()
        }
        let proved = try await tokens.prove(shown)
        guard proved.federation != nil else { throw Fault.unauthorized() }
        return proved
    }
}
