/// A way in which users of an identity provider sign in, and the mapping that reads what the provider says.
struct FederationProtocol: Sendable, Codable, Hashable {
    /// Of the row only: the API names a protocol by its provider and its id.
    var key: String
    var idpID: String
    var id: String
    var mappingID: String
    /// The attribute of an assertion that must hold one of the provider's remote ids; nil: the cloud's own setting.
    var remoteIDAttribute: String?
}
