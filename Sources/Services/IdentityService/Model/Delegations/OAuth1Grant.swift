import CloudCore

/// A request or access token as it is handed out: its secret is told this once.
struct OAuth1Grant: Sendable {
    var id: String
    var secret: String
    var expiresAt: Timestamp?
}
