/// Thrown when what was proved is right but not enough: the receipt for it, and what would be.
struct FactorsMissing: Error {
    var receipt: Receipt
    /// The receipt as the client shows it again.
    var text: String
    var user: User
    var domain: Project?
    var required: [[String]]
}
