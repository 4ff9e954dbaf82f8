/// Tells who a token belongs to; nil when it does not hold (unknown, expired, revoked).
///
/// - Throws: `Fault` 503 when identity cannot be asked now.
package protocol TokenVerifier: Sendable {
    func caller(of token: String) async throws -> Caller?
}
