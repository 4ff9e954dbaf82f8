import Crypto
import FoundationEssentials

/// A public key in OpenSSH's one-line form: kind, base64 of the key's blob, comment.
struct SSHPublicKey: Sendable, Hashable {
    /// `ssh-ed25519`, `ssh-rsa`, …
    var kind: String
    /// The key in the wire form of RFC 4253, section 6.6.
    var blob: [UInt8]

    private static let kinds: Set<String> = [
        "ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    /// Nil for what is no key: an unknown kind, or a blob that does not fit it.
    init?(line: String) {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count >= 2, Self.kinds.contains(String(words[0])), let data = Data(base64Encoded: String(words[1]))
        else { return nil }
        self.init(kind: String(words[0]), blob: Array(data))
        guard hasWholeFields else { return nil }
    }

    init(kind: String, blob: [UInt8]) {
        self.kind = kind
        self.blob = blob
    }

    /// MD5 of the blob, in pairs between colons.
    var fingerprint: String { HexPairs.text(Insecure.MD5.hash(data: blob)) }

    /// Whether the blob is a row of length-prefixed fields, the kind first, each kind with as many as it has.
    private var hasWholeFields: Bool {
        var fields: [ArraySlice<UInt8>] = []
        var rest = blob[...]
        while !rest.isEmpty {
            guard rest.count >= 4 else { return false }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard length <= rest.count else { return false }
            fields.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        guard let first = fields.first, first.elementsEqual(kind.utf8) else { return false }
        switch kind {
        case "ssh-ed25519": return fields.count == 2 && fields[1].count == 32
        case "ssh-rsa": return fields.count == 3 && fields[2].count >= 128
        case let kind where kind.hasPrefix("ecdsa-"): return fields.count == 3
        case "sk-ssh-ed25519@openssh.com": return fields.count == 3
        default: return fields.count == 4
        }
    }
}
