import CloudHTTP
import CloudJSON
import HTTPTypes

/// The token that whoever signed in from outside gets (Identity API v3, OS-FEDERATION, "Request an unscoped
/// OS-FEDERATION token").
enum FederatedAnswer {
    static func response(_ proved: Proved, _ tokens: TokenActions) async throws -> Response {
        let (text, checked): (String, TokenBook.Checked)
        do {
            (text, checked) = try await tokens.issue(proved, proved.federation == nil ? .open : .unscoped)
        } catch let missing as FactorsMissing {
            return ReceiptAnswer.response(missing)
        }
        return Response.keystone("token", .created) { TokenBody.write(checked, withCatalog: true, &$0) }
            .with(.subjectToken, text).with(.named("Vary"), HTTPField.Name.authToken.rawName)
    }
}
