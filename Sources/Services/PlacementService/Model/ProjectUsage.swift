/// What a project uses, of one consumer type.
struct ProjectUsage: Sendable {
    /// How a project's usage is told apart.
    enum Grouping: Sendable {
        /// Not: before microversion 1.38, and `consumer_type=all`.
        case together
        case byType
        case type(String?)
    }

    /// nil: consumers without a type.
    var type: String?
    var consumers: Int64
    var used: [String: Int64]
}
