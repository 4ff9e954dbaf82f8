import CloudCore
import FoundationEssentials

@testable import SAMLKit

/// Answers that pysaml2 and the xmlsec1 program made (`Tests/SAML/make.py`), and what they must be checked against.
struct Fixture {
    static let recipient = "https://cloud.example/identity/v3/auth/OS-FEDERATION/saml2/acs"
    static let provider = "https://idp.example/saml"
    static let cloud = "https://cloud.example/identity"

    var text: String

    init(_ name: String) throws { text = try Self.file(name + ".xml") }

    init(text: String) { self.text = text }

    static func file(_ name: String) throws -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let all = try JSONDecoder().decode(
            [String: String].self, from: Data(contentsOf: tests.appending(path: "SAML/answers.json")))
        guard let text = all[name] else { throw SAMLRefusal("no fixture \(name)") }
        return text
    }

    static func certificate(_ name: String = "idp") throws -> SAMLCertificate {
        guard let first = try SAMLCertificate.all(pem: file(name + ".crt")).first else {
            throw SAMLRefusal("no certificate \(name)")
        }
        return first
    }

    func read(_ signer: String = "idp") throws -> SAMLResponse {
        try SAMLResponse(Array(text.utf8), signedBy: [Self.certificate(signer)])
    }

    /// The reason of the refusal; nil when the answer was taken.
    func refusal(_ signer: String = "idp") throws -> String? {
        do throws(SAMLRefusal) {
            _ = try SAMLResponse(Array(text.utf8), signedBy: [Self.trusted(signer)])
            return nil
        } catch { return error.description }
    }

    private static func trusted(_ name: String) throws(SAMLRefusal) -> SAMLCertificate {
        do { return try certificate(name) } catch { throw SAMLRefusal("no certificate \(name): \(error)") }
    }

    /// A minute after it was made, where it was made for.
    static func expectation(_ response: SAMLResponse) -> SAMLExpectation {
        SAMLExpectation(
            issuer: provider, audience: cloud, recipient: recipient, requestID: "id-of-request",
            now: response.assertion.issuedAt + .seconds(60))
    }

    /// Text from the first of one mark up to and with the first of another after it.
    func part(from start: String, to end: String) throws -> String {
        guard let first = text.firstRange(of: start), let last = text[first.upperBound...].firstRange(of: end) else {
            throw SAMLRefusal("the fixture has no \(start)")
        }
        return String(text[first.lowerBound..<last.upperBound])
    }

    func replacing(_ old: String, _ new: String) throws -> Fixture {
        guard text.contains(old) else { throw SAMLRefusal("the fixture has no \(old)") }
        return Fixture(text: text.replacing(old, with: new))
    }
}
