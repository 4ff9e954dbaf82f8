/// Why an operation on a host failed.
package struct ComputeFailure: Codable, Sendable, Hashable {
    /// For the user.
    package var message: String
    /// For the operator.
    package var details: String?
    /// Another host may well succeed.
    package var isOfThisHost: Bool

    package init(message: String, details: String? = nil, isOfThisHost: Bool = true) {
        self.message = message
        self.details = details
        self.isOfThisHost = isOfThisHost
    }
}
