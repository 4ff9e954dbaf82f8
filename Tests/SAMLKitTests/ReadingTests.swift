import CloudCore
import Testing

@testable import SAMLKit

/// Answers of somebody else's identity provider.
@Suite struct ReadingTests {
    @Test(arguments: ["assertion-signed", "response-signed", "both-signed", "sha512"])
    func whatIsInIt(_ name: String) throws {
        let response = try Fixture(name).read()
        let assertion = response.assertion
        #expect(assertion.issuer == Fixture.provider && response.issuer == Fixture.provider)
        #expect(assertion.nameID?.value == "jane-0815" && assertion.nameID?.format == SAMLName.persistent)
        #expect(assertion.nameID?.qualified == "https://idp.example/saml!https://cloud.example/identity!jane-0815")
        #expect(assertion.audiences == [[Fixture.cloud]])
        #expect(assertion.confirmations.map(\.recipient) == [Fixture.recipient])
        #expect(assertion.contextClass == SAMLName.passwordClass && assertion.sessionIndex != nil)
        let values = Dictionary(uniqueKeysWithValues: assertion.attributes.map { ($0.friendlyName ?? "", $0.values) })
        #expect(
            values == ["mail": ["jane@example.org"], "uid": ["jane"], "eduPersonAffiliation": ["staff", "member"]])
        #expect(assertion.attributes.map(\.name).contains("urn:oid:0.9.2342.19200300.100.1.3"))
        let end = try Fixture.expectation(response).check(response)
        #expect(end == assertion.issuedAt + .seconds(15 * 60 + 60))
    }

    @Test func byAnEllipticKey() throws {
        #expect(try Fixture("elliptic").read("elliptic").assertion.nameID?.value == "jane-0815")
        #expect(try Fixture("elliptic").refusal("idp") == "no key of the provider has signed it")
    }

    @Test func anyOfTheProvidersKeysMaySign() throws {
        let bytes = Array(try Fixture("assertion-signed").text.utf8)
        let keys = try [Fixture.certificate("attacker"), Fixture.certificate("elliptic"), Fixture.certificate()]
        #expect(try SAMLResponse(bytes, signedBy: keys).assertion.nameID?.value == "jane-0815")
        #expect(throws: SAMLRefusal("no key of the provider has signed it")) { try SAMLResponse(bytes, signedBy: []) }
    }

    @Test func inAnEnvelope() throws {
        let bare = try Fixture("both-signed").part(from: "<ns0:Response", to: "</ns0:Response>")
        func envelope(_ body: String) -> Fixture {
            Fixture(text: "<S:Envelope xmlns:S=\"\(SAMLName.soap)\"><S:Header/><S:Body>\(body)</S:Body></S:Envelope>")
        }
        #expect(try envelope(bare).read().assertion.nameID?.value == "jane-0815")
        #expect(try envelope(bare + bare).refusal() == "the same ID twice")
        #expect(try envelope("<x/>" + bare).refusal() == "no answer of SAML 2.0")
        #expect(try envelope("").refusal() == "no answer of SAML 2.0")
    }

    @Test func whatIsExpectedOfAnAnswer() throws {
        let response = try Fixture("response-signed").read()
        let good = Fixture.expectation(response)
        func refusal(_ change: (inout SAMLExpectation) -> Void) -> String? {
            var other = good
            change(&other)
            do throws(SAMLRefusal) {
                _ = try other.check(response)
                return nil
            } catch { return error.description }
        }
        #expect(refusal { _ in } == nil)
        #expect(refusal { $0.issuer = "https://other.example" } == "another provider's word")
        #expect(refusal { $0.audience = "https://cloud.example/" } == "it is for another audience")
        #expect(refusal { $0.recipient = "https://other.example/acs" } == "it was sent somewhere else")
        #expect(refusal { $0.requestID = "another" } == "an answer to something else")
        #expect(refusal { $0.requestID = nil } == "an answer to something else")
        #expect(refusal { $0.now = response.assertion.issuedAt + .seconds(15 * 60 + 59) } == nil)
        #expect(refusal { $0.now = response.assertion.issuedAt + .seconds(15 * 60 + 60) } == "it is no longer good")
        #expect(refusal { $0.now = response.assertion.issuedAt - .seconds(60) } == nil)
        #expect(refusal { $0.now = response.assertion.issuedAt - .seconds(61) } == "it was issued in the future")
        var moved = response
        moved.destination = nil
        moved.assertion.confirmations[0].recipient = "https://other.example/acs"
        #expect(throws: SAMLRefusal("it is for another recipient")) { try good.check(moved) }
        moved.assertion.confirmations[0].recipient = nil
        #expect(throws: SAMLRefusal("it is for another recipient")) { try good.check(moved) }
        moved = response
        moved.assertion.audiences = []
        #expect(throws: SAMLRefusal("it is for another audience")) { try good.check(moved) }
        moved.assertion.audiences = [[Fixture.cloud], ["https://other.example"]]
        #expect(throws: SAMLRefusal("it is for another audience")) { try good.check(moved) }
        moved = response
        moved.assertion.confirmations[0].method = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"
        #expect(throws: SAMLRefusal("no confirmation by showing it")) { try good.check(moved) }
        moved = response
        moved.assertion.confirmations[0].notOnOrAfter = nil
        #expect(throws: SAMLRefusal("it is no longer good")) { try good.check(moved) }
    }

    @Test func whatHasNoSuccess() throws {
        let failed = try Fixture("unsigned").replacing("status:Success", "status:Responder")
        #expect(try failed.refusal() == "nothing is signed")
        let signed = try Fixture("assertion-signed").replacing("status:Success", "status:Responder")
        #expect(try signed.refusal()?.hasPrefix("the provider says urn:oasis") == true)
    }

    @Test func certificates() throws {
        #expect(throws: SAMLRefusal("a key that is neither RSA of 2048 bits or more nor ECDSA")) {
            try Fixture.certificate("weak")
        }
        #expect(throws: SAMLRefusal("no certificate")) { try SAMLCertificate(base64: "AAAA") }
        #expect(throws: SAMLRefusal("a certificate that is not base64")) { try SAMLCertificate(base64: "A=A") }
        for count in 0..<20 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 97) }
            #expect(Base64Text.bytes(Base64Text.text(bytes)) == bytes)
        }
        #expect(Base64Text.text(Array("any carnal pleas".utf8)) == "YW55IGNhcm5hbCBwbGVhcw==")
    }
}
