/// How a token's owner came in from outside: kept in the token, and in those made of it.
struct FederatedSession: Sendable, Hashable {
    /// More do not fit into a token that HTTP headers still carry.
    static let mostGroups = 200

    var idpID: String
    var protocolID: String
    /// The groups that the mapping gave for this session, in order.
    var groupIDs: [String]
}
