import CloudCore
import Crypto

/// The parts of Amazon's signatures that several versions share.
enum AWSSignature {
    static let algorithm4 = "AWS4-HMAC-SHA256"

    static func hmac256(_ key: [UInt8], _ text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    static func hmac1(_ key: String, _ text: [UInt8]) -> [UInt8] {
        Array(HMAC<Insecure.SHA1>.authenticationCode(for: text, using: SymmetricKey(data: Array(key.utf8))))
    }

    /// Version 4's signature of a string to sign, by a key that is good for one day, region and service.
    static func version4(_ text: String, secret: String, day: String, region: String, service: String) -> String {
        var key = hmac256(Array(("AWS4" + secret).utf8), day)
        for part in [region, service, "aws4_request"] { key = hmac256(key, part) }
        return Hexadecimal.text(hmac256(key, text))
    }

    /// Names in the order of their bytes, with their values, percent-encoded as RFC 3986 has it.
    static func query(_ parameters: [String: String], without signature: String) -> String {
        parameters.filter { $0.key != signature }.sorted { Array($0.key.utf8).lexicographicallyPrecedes($1.key.utf8) }
            .map { PercentCoding.encode($0.key) + "=" + PercentCoding.encode($0.value) }.joined(separator: "&")
    }
}
