import Crypto

/// Proves to the metadata service that an instance's id comes from us, as Nova's `X-Instance-ID-Signature` does.
enum InstanceSignature {
    /// HMAC-SHA256 of the id, in hexadecimal digits.
    static func hex(_ instanceID: String, secret: String) -> String {
        let key = SymmetricKey(data: Array(secret.utf8))
        let digits = Array("0123456789abcdef")
        return HMAC<SHA256>.authenticationCode(for: Array(instanceID.utf8), using: key).reduce(into: "") { text, byte in
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
    }
}
