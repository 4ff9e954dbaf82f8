import Crypto
import FoundationEssentials

/// A certificate in PEM, as Windows guests take it for a key.
struct X509Certificate: Sendable {
    /// DER.
    let bytes: [UInt8]

    /// Nil for what is no certificate: no PEM, or no DER sequence of the length it says.
    init?(pem: String) {
        let (head, tail) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
        let text = pem.trimmingCharacters
        guard text.hasPrefix(head), text.hasSuffix(tail), text.utf8.count > head.utf8.count + tail.utf8.count else {
            return nil
        }
        let body = text.dropFirst(head.count).dropLast(tail.count).filter { !$0.isWhitespace }
        guard let data = Data(base64Encoded: String(body)) else { return nil }
        bytes = Array(data)
        guard bytes.count > 4, bytes[0] == 0x30, bytes[1] == 0x82, bytes.count == 4 + Int(bytes[2]) << 8 + Int(bytes[3])
        else {
            return nil
        }
    }

    /// SHA-1 of the certificate, in pairs between colons.
    var fingerprint: String { HexPairs.text(Insecure.SHA1.hash(data: bytes)) }
}

extension String {
    fileprivate var trimmingCharacters: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
