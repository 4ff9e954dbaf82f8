import CloudJSON

/// A user's secret of any type: an EC2 key, the seed of passcodes, whatever a client keeps here.
struct Credential: Sendable, Hashable, Identifiable {
    var id: String
    var userID: String
    var projectID: String?
    var type: String
    /// The secret, as the client gave it.
    var blob: String
    /// What the token hung on that made it; what is not nil sees nothing else of the user's.
    var delegationID: String?
    /// What else the client stored.
    var extra: [String: JSON]

    /// Whether the blob is an EC2 key, which Keystone stores under the digest of its access key.
    var isEC2: Bool { type.lowercased() == EC2Key.type }
}
