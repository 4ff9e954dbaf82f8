import Crypto
import FoundationEssentials

/// A new Ed25519 key in OpenSSH's formats (PROTOCOL.key of openssh-portable).
struct SSHKeyPair: Sendable {
    /// The line for `authorized_keys`.
    let publicKey: String
    /// The text of the private key's file, not encrypted. Never stored.
    let privateKey: String

    init(comment: String) {
        let key = Curve25519.Signing.PrivateKey()
        let open = Array(key.publicKey.rawRepresentation)
        let kind = Array("ssh-ed25519".utf8)
        let blob = Self.field(kind) + Self.field(open)
        publicKey = "ssh-ed25519 \(Data(blob).base64EncodedString()) \(comment)"

        let check = (0..<4).map { _ in UInt8.random(in: .min ... .max) }
        var secret =
            check + check + blob + Self.field(Array(key.rawRepresentation) + open) + Self.field(Array(comment.utf8))
        var padding: UInt8 = 1
        while secret.count % 8 != 0 {
            secret.append(padding)
            padding += 1
        }
        let none = Self.field(Array("none".utf8))
        let whole =
            Array("openssh-key-v1".utf8) + [0] + none + none + Self.field([]) + Self.number(1) + Self.field(blob)
            + Self.field(secret)
        privateKey = Self.armoured(Data(whole).base64EncodedString())
    }

    private static func armoured(_ text: String) -> String {
        var lines = ["-----BEGIN OPENSSH PRIVATE KEY-----"]
        var rest = text[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(70)))
            rest = rest.dropFirst(70)
        }
        return (lines + ["-----END OPENSSH PRIVATE KEY-----", ""]).joined(separator: "\n")
    }

    private static func number(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func field(_ bytes: [UInt8]) -> [UInt8] { number(bytes.count) + bytes }
}
