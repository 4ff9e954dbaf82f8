import CloudHTTP
import CloudJSON
import HTTPTypes

/// The token that whoever signed in from outside gets (Identity API v3, OS-FEDERATION, "Request an unscoped
/// OS-FEDERATION token").
enum FederatedAnswer {
    static func response(_ proved: Proved, _ tokens: TokenActions) async throws -> Response {
        do {
            let (text, checked) = try await tokens.issue(proved, proved.federation == nil ? .open : .unscoped)
            return Response.keystone("token", .created) { TokenBody.write(checked, withCatalog: true, &$0) }
                .with(.subjectToken, text)
        } catch let missing as FactorsMissing {
            return ReceiptAnswer.response(missing)
        }
    }
}
