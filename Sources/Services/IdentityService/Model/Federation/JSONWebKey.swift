import CloudJSON
import Crypto
import CryptoExtras

/// A public key of a provider (RFC 7517), and the one algorithm family that it checks.
struct JSONWebKey: Sendable {
    private enum Key {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
    }

    let id: String?
    /// Where the key says that it is for one algorithm only.
    private let only: String?
    private let key: Key

    /// nil for a key that signs nothing, or that is of no kind known here; RSA keys must have 2048 bits.
    init?(_ value: JSON) {
        guard value["use"]?.string ?? "sig" == "sig" else { return nil }
        func bytes(_ name: String) -> [UInt8]? { value[name]?.string.flatMap { Base64URL.bytes($0) } }
        id = value["kid"]?.string
        only = value["alg"]?.string
        switch (value["kty"]?.string, value["crv"]?.string) {
        case ("RSA", _):
            guard let n = bytes("n"), let e = bytes("e"), n.count <= 1024, e.count <= 8,
                let rsa = try? _RSA.Signing.PublicKey(n: n, e: e)
            else { return nil }
            key = .rsa(rsa)
        case ("EC", "P-256"):
            guard let x = bytes("x"), let y = bytes("y"),
                let ec = try? P256.Signing.PublicKey(rawRepresentation: x + y)
            else { return nil }
            key = .p256(ec)
        case ("EC", "P-384"):
            guard let x = bytes("x"), let y = bytes("y"),
                let ec = try? P384.Signing.PublicKey(rawRepresentation: x + y)
            else { return nil }
            key = .p384(ec)
        default: return nil
        }
    }

    /// Whether the signature is this key's by that algorithm (RFC 7518, section 3.1). An algorithm of another kind of
    /// key never fits, and `none` is not known at all.
    func verifies(_ signature: [UInt8], of message: [UInt8], _ algorithm: String) -> Bool {
        if let only, only != algorithm { return false }
        let rsaSignature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        switch (key, algorithm) {
        case (.rsa(let key), "RS256"):
            return key.isValidSignature(rsaSignature, for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
        case (.rsa(let key), "RS384"):
            return key.isValidSignature(rsaSignature, for: SHA384.hash(data: message), padding: .insecurePKCS1v1_5)
        case (.rsa(let key), "RS512"):
            return key.isValidSignature(rsaSignature, for: SHA512.hash(data: message), padding: .insecurePKCS1v1_5)
        case (.rsa(let key), "PS256"):
            return key.isValidSignature(rsaSignature, for: SHA256.hash(data: message), padding: .PSS)
        case (.p256(let key), "ES256"):
            guard let own = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(own, for: SHA256.hash(data: message))
        case (.p384(let key), "ES384"):
            guard let own = try? P384.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(own, for: SHA384.hash(data: message))
        default: return false
        }
    }
}
