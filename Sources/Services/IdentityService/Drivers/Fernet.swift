import CloudCore
import Crypto
import CryptoExtras
import FoundationEssentials

/// Fernet tokens as the specification has them, readable by any implementation that holds the keys; padding is left
/// out, as Keystone does.
enum Fernet {
    /// Version, time, initialisation vector.
    private static let headLength = 1 + 8 + 16
    /// Tokens with many groups are long; what is longer is none.
    private static let longest = 8192

    static func seal(_ content: [UInt8], at moment: Timestamp, _ ring: FernetKeyRing) throws -> String {
        guard let key = ring.keys.first else { throw Fault.unavailable("Identity has no keys to make tokens with.") }
        let vector = AES._CBC.IV()
        var message: [UInt8] = [0x80] + moment.seconds.bigEndianBytes + Array(vector)
        message += try AES._CBC.encrypt(content, using: key.encryption, iv: vector)
        message += Array(HMAC<SHA256>.authenticationCode(for: message, using: key.signing))
        return Base64URL.text(message)
    }

    /// What the token holds; nil when no key opens it, and for a longer one.
    static func open(_ token: String, _ ring: FernetKeyRing, maximum: Int = longest) -> [UInt8]? {
        guard token.utf8.count <= maximum, let bytes = Base64URL.bytes(token), bytes.count >= headLength + 16 + 32,
            bytes.first == 0x80, (bytes.count - headLength - 32) % 16 == 0
        else { return nil }
        let signed = bytes.dropLast(32)
        let signature = bytes.suffix(32)
        for key in ring.keys
        where HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: signed, using: key.signing) {
            guard let vector = try? AES._CBC.IV(ivBytes: bytes[9..<headLength]),
                let content = try? AES._CBC.decrypt(signed[headLength...], using: key.encryption, iv: vector)
            else { return nil }
            return Array(content)
        }
        return nil
    }
}
