import CloudJSON
import Crypto
import FoundationEssentials

/// Signs and checks tokens in JWS compact form by ES256 (RFC 7515, RFC 7518 section 3.4).
struct JWSKeyRing: TokenKeys {
    /// A token with many groups is long; nothing longer is looked at.
    private static let maximum = 16384
    private static let header = Base64URL.text(Array(#"{"typ":"JWT","alg":"ES256"}"#.utf8))

    var signer: P256.Signing.PrivateKey
    var verifiers: [P256.Signing.PublicKey]
    var version: Int64

    func seal(_ payload: TokenPayload) throws -> String {
        let content = Self.header + "." + Base64URL.text(JSONWriter.bytes(TokenClaims.json(payload)))
        let signature = try signer.signature(for: Data(content.utf8))
        return content + "." + Base64URL.text(Array(signature.rawRepresentation))
    }

    func open(_ token: String) -> TokenPayload? { content(of: token).flatMap(TokenClaims.payload) }

    /// What was signed; nil unless the algorithm is ES256 and one of the keys made the signature.
    func content(of token: String) -> JSON? {
        guard token.utf8.count <= Self.maximum else { return nil }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.bytes(parts[0]), let content = Base64URL.bytes(parts[1]),
            let raw = Base64URL.bytes(parts[2]), (try? JSON(parsing: header))?["alg"] == "ES256",
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: raw)
        else { return nil }
        let signed = Data((parts[0] + "." + parts[1]).utf8)
        guard verifiers.contains(where: { $0.isValidSignature(signature, for: signed) }) else { return nil }
        return try? JSON(parsing: content)
    }
}
