import CloudCore

/// What proves that whoever sent a request to another service holds the secret of an access key.
protocol SignatureProof: Sendable {
    var access: String { get }
    /// When the request was signed, as it says itself.
    /// - Throws: `Fault` 401 for what is no moment.
    var signedAt: Timestamp? { get throws }
    func isSigned(by secret: String) -> Bool
}
