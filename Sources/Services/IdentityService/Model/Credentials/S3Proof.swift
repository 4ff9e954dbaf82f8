import CloudCore

/// A request to an S3 API: the string that was signed, and its signature by version 2 or 4.
struct S3Proof: SignatureProof {
    var access: String
    var signature: String
    var stringToSign: [UInt8]

    /// The service that was asked has looked at the moment: signed addresses may be good for days.
    var signedAt: Timestamp? { nil }

    func isSigned(by secret: String) -> Bool {
        guard let expected = expected(secret) else { return false }
        return ConstantTime.equal(expected, signature)
    }

    private func expected(_ secret: String) -> String? {
        guard stringToSign.starts(with: Array("AWS4".utf8)) else {
            return Base64.text(AWSSignature.hmac1(secret, stringToSign))
        }
        guard let text = String(validating: stringToSign, as: UTF8.self) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0] == AWSSignature.algorithm4 else { return nil }
        let scope = lines[2].split(separator: "/", omittingEmptySubsequences: false)
        guard scope.count == 4, scope[2] == "s3", scope[3] == "aws4_request" else { return nil }
        return AWSSignature.version4(
            text, secret: secret, day: String(scope[0]), region: String(scope[1]), service: "s3")
    }
}
