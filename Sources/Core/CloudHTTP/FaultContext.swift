/// What a fault's answer may say of the request that it answers.
package struct FaultContext: Sendable {
    package var requestID: String
    /// The microversion that holds; nil where there are none, and when the request's own was refused.
    package var version: Microversion?
    /// Where tokens are had: for `WWW-Authenticate`.
    package var identityURL: String
}
