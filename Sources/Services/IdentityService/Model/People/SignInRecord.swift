import CloudCore

/// What is kept of the sign-ins of a user: failures since the last success, and when the last success was.
struct SignInRecord: Sendable, Codable, Hashable {
    /// The user's id; of names that nobody has, one of a few rows of no user.
    var id: String
    var failures: Int
    var failedAt: Timestamp?
    var activeAt: Timestamp?
}
