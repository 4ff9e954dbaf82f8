/// By what name an identity provider knows one of our users.
struct FederatedIdentity: Sendable, Codable, Hashable {
    /// Of the row only.
    var key: String
    var userID: String
    var idpID: String
    var protocolID: String
    var uniqueID: String
}
