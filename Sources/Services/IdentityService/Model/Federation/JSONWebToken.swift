import CloudCore
import CloudJSON

/// A signed token (RFC 7515, RFC 7519), taken apart. Nothing in it counts before `claims(signedBy:)`.
struct JSONWebToken: Sendable {
    private static let longest = 64 * 1024

    let algorithm: String
    let keyID: String?
    private let unchecked: JSON
    private let message: [UInt8]
    private let signature: [UInt8]

    /// nil for a text that is no such token, or that asks for extensions (`crit`) which are not known here.
    init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64URL.bytes(parts[0]), let body = Base64URL.bytes(parts[1]),
            let signature = Base64URL.bytes(parts[2]), let header = try? JSON(parsing: head),
            let claims = try? JSON(parsing: body), claims.object != nil, header["crit"] == nil,
            let algorithm = header["alg"]?.string
        else { return nil }
        self.algorithm = algorithm
        keyID = header["kid"]?.string
        unchecked = claims
        message = Array("\(parts[0]).\(parts[1])".utf8)
        self.signature = signature
    }

    /// The claims, when one of the keys signed them; nil otherwise. Times and names are for `ClaimCheck`.
    func claims(signedBy keys: [JSONWebKey]) -> [String: JSON]? {
        let named = keyID.map { id in keys.filter { $0.id == id } } ?? keys
        return named.contains { $0.verifies(signature, of: message, algorithm) } ? unchecked.object : nil
    }
}
