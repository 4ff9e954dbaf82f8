package import CloudJSON

/// How somebody proved who they are in another place (`pycadf.credential.FederatedCredential`).
package struct CADFCredential: Sendable, JSONWritable {
    /// The protocol's URI.
    package var type: String
    /// The token's audit id; only its ends are shown.
    package var token: String
    package var identityProvider: String
    package var user: String
    package var groups: [String]

    package init(type: String, token: String, identityProvider: String, user: String, groups: [String]) {
        self.type = type
        self.token = token
        self.identityProvider = identityProvider
        self.user = user
        self.groups = groups
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("token", Self.masked(token))
            writer.field("type", type)
            writer.field("identity_provider", identityProvider)
            writer.field("user", user)
            writer.field("groups", groups)
        }
    }

    /// An eighth of it at each end, as pycadf masks.
    static func masked(_ value: String) -> String {
        let shown = min(32, Int((Double(value.count) * 0.125).rounded(.toNearestOrEven)))
        // Python's `value[-0:]` is the whole value: a short one would not be masked at all, and is here.
        return "\(value.prefix(shown)) xxxxxxxx \(value.suffix(shown))"
    }
}
