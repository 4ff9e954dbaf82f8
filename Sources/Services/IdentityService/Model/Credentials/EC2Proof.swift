import CloudCore
import Crypto

/// A request to an EC2 API, signed by versions 1, 2 or 4 (AWS, "Signing API requests").
struct EC2Proof: SignatureProof {
    var access: String
    var signature: String
    var verb: String
    var host: String
    var path: String
    var parameters: [String: String]
    /// By lower-case names.
    var headers: [String: String]
    /// SHA-256 of the body in hexadecimal; version 4 only.
    var bodyHash: String

    var signedAt: Timestamp? {
        get throws {
            // Only what the version signs: a `Timestamp` beside a signature of version 4 could be anybody's.
            let signed = parameters["SignatureVersion"] == nil ? date : parameters["Timestamp"]
            guard let text = signed, !text.isEmpty else { return nil }
            guard let moment = Timestamp(Self.extended(text)) else {
                throw Fault.unauthorized(cause: "no moment: \(text)")
            }
            return moment
        }
    }

    /// Some clients leave the port out when they sign.
    func isSigned(by secret: String) -> Bool {
        if matches(secret) { return true }
        guard let name = Self.withoutPort(host) else { return false }
        var other = self
        other.host = name
        if let header = headers["host"].flatMap(Self.withoutPort) { other.headers["host"] = header }
        return other.matches(secret)
    }

    private func matches(_ secret: String) -> Bool {
        guard let expected = expected(secret) else { return false }
        return ConstantTime.equal(expected, signature)
    }

    /// nil when the request is not signed by a version that is known, or its parts do not fit together.
    private func expected(_ secret: String) -> String? {
        switch parameters["SignatureVersion"] {
        case "1": version1(secret)
        case "2": version2(secret)
        case nil: version4(secret)
        default: nil
        }
    }

    private func version1(_ secret: String) -> String {
        let sorted = parameters.filter { $0.key != "Signature" }
            .sorted { ($0.key.lowercased(), $0.key) < ($1.key.lowercased(), $1.key) }
        return Base64.text(AWSSignature.hmac1(secret, sorted.flatMap { Array($0.key.utf8) + Array($0.value.utf8) }))
    }

    private func version2(_ secret: String) -> String {
        var signed = parameters
        signed["SignatureMethod"] = "HmacSHA256"
        let query = AWSSignature.query(signed, without: "Signature")
        return Base64.text(AWSSignature.hmac256(Array(secret.utf8), "\(verb)\n\(host)\n\(path)\n\(query)"))
    }

    private func version4(_ secret: String) -> String? {
        guard
            headers["authorization"]?.hasPrefix(AWSSignature.algorithm4) ?? false
                || parameters["X-Amz-Algorithm"] == AWSSignature.algorithm4,
            let scope = authorization("Credential")?.split(separator: "/", omittingEmptySubsequences: false),
            scope.count >= 5, let names = authorization("SignedHeaders"), let date, date.hasPrefix(scope[1])
        else { return nil }
        let signed = names.split(separator: ";").compactMap { name in headers[String(name)].map { "\(name):\($0)" } }
        // What a POST has for parameters stands in its body, and is signed with it.
        let query =
            verb.uppercased() == "POST" ? "" : AWSSignature.query(parameters, without: "X-Amz-Signature")
        let canonical = [
            verb.uppercased(), path, query, signed.joined(separator: "\n") + "\n", names, bodyHash,
        ].joined(separator: "\n")
        let digest = Hexadecimal.text(SHA256.hash(data: Array(canonical.utf8)))
        let text = [AWSSignature.algorithm4, date, scope.dropFirst().joined(separator: "/"), digest]
            .joined(separator: "\n")
        return AWSSignature.version4(
            text, secret: secret, day: String(scope[1]), region: String(scope[2]), service: String(scope[3]))
    }

    /// A part of the `Authorization` header, or the parameter that stands for it.
    private func authorization(_ name: String) -> String? {
        guard let header = headers["authorization"] else { return parameters["X-Amz-\(name)"] }
        guard let start = header.firstRange(of: name + "=")?.upperBound else { return nil }
        return String(header[start...].prefix { $0 != "," })
    }

    private var date: String? { headers["x-amz-date"] ?? parameters["X-Amz-Date"] }

    /// nil when there is none.
    private static func withoutPort(_ host: String) -> String? {
        guard let colon = host.lastIndex(of: ":"), host[host.index(after: colon)...].allSatisfy(\.isNumber) else {
            return nil
        }
        return String(host[..<colon])
    }

    /// `20261121T105518Z` as `2026-11-21T10:55:18Z`.
    private static func extended(_ text: String) -> String {
        let letters = Array(text)
        guard letters.count == 16, letters[8] == "T", letters[15] == "Z" else { return text }
        let parts = [
            letters[0..<4], letters[4..<6], letters[6..<8], letters[9..<11], letters[11..<13], letters[13..<15],
        ]
        .map { String($0) }
        return "\(parts[0])-\(parts[1])-\(parts[2])T\(parts[3]):\(parts[4]):\(parts[5])Z"
    }
}
