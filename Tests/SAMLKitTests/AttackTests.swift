import CloudCore
import Testing

@testable import SAMLKit

/// The published attacks on SAML: signature wrapping by its known places, cut names, keys of the attacker's, weak
/// algorithms, entities (Somorovsky and others, "On Breaking SAML", 2012; Ludwig, "Duo finds SAML vulnerabilities
/// affecting multiple implementations", 2018).
@Suite struct AttackTests {
    /// The parts of a signed answer, for putting together again in other ways.
    private struct Parts {
        let whole: Fixture
        /// With its signature.
        let signed: String
        let signature: String
        let id: String

        init(_ name: String, _ element: String) throws {
            whole = try Fixture(name)
            signed = try whole.part(from: "<\(element) ", to: "</\(element)>")
            signature = try Fixture(text: signed).part(from: "<ns2:Signature", to: "</ns2:Signature>")
            id = try String(Fixture(text: signed).part(from: " ID=\"", to: "\"").dropFirst(5).dropLast())
        }

        var bare: String { signed.replacing(signature, with: "") }
        /// The attacker's own, with any signature that it has.
        func evil(_ text: String, id: String = "evil") -> String {
            let renamed =
                id == self.id
                ? text : text.replacing(" ID=\"", with: " ID=\"evil-").replacing(" Id=\"", with: " Id=\"evil-")
            return renamed.replacing("jane-0815", with: "admin")
        }
        func inside(_ text: String, _ more: String) -> String {
            text.replacing("</ns2:Signature>", with: more + "</ns2:Signature>")
        }
        func answer(_ content: String) -> Fixture { Fixture(text: whole.text.replacing(signed, with: content)) }
    }

    @Test func wrappedAnswers() throws {
        let parts = try Parts("response-signed", "ns0:Response")
        for id in ["evil", parts.id] {
            let evil = parts.evil(parts.signed, id: id)
            let variants = [
                // 1: the true answer in the signature of the false one. 2: beside it.
                parts.inside(evil, parts.bare), parts.inside(evil, parts.signed),
                evil.replacing("</ns2:Signature>", with: "</ns2:Signature>" + parts.bare),
                evil.replacing("<ns2:Signature Id", with: parts.bare + "<ns2:Signature Id"),
                parts.inside(evil, "<ns2:Object>\(parts.bare)</ns2:Object>"),
                evil.replacing(
                    "<ns0:Status>", with: "<ns0:Extensions>\(parts.bare)</ns0:Extensions><ns0:Status>"),
            ]
            for (number, variant) in variants.enumerated() {
                let reason = try parts.answer(variant).refusal()
                #expect(reason == (id == parts.id ? "the same ID twice" : "more than one answer"), "\(number)")
            }
        }
    }

    @Test func wrappedAssertions() throws {
        let parts = try Parts("assertion-signed", "ns1:Assertion")
        for id in ["evil", parts.id] {
            let evil = parts.evil(parts.signed, id: id)
            let evilBare = parts.evil(parts.bare, id: id)
            let variants = [
                // 3: before the true one; and after. 4: around it.
                evilBare + parts.signed, parts.signed + evilBare, evil + parts.signed,
                evilBare.replacing("</ns1:Assertion>", with: parts.signed + "</ns1:Assertion>"),
                // 5: the signature in the false one, the true one at the end. 6: the true one in the signature.
                evil + parts.bare, parts.inside(evil, parts.bare), parts.inside(evil, parts.signed),
                // 7: the false one in an extension. 8: the true one in an object of the signature.
                "<ns0:Extensions>\(evilBare)</ns0:Extensions>" + parts.signed,
                "<ns0:Extensions>\(parts.signed)</ns0:Extensions>" + evilBare,
                parts.inside(evil, "<ns2:Object>\(parts.bare)</ns2:Object>"),
                parts.inside(evil, "<ns2:Object>\(parts.signed)</ns2:Object>"),
            ]
            for (number, variant) in variants.enumerated() {
                let reason = try parts.answer(variant).refusal()
                #expect(reason == "2 assertions" || reason == "the same ID twice", "\(number): \(reason ?? "taken")")
            }
        }
        // What is no assertion by its name hides none either: the signed element must be the one that is read.
        let renamed = parts.bare.replacing("ns1:Assertion", with: "ns1:Advice")
        #expect(try parts.answer(parts.evil(parts.signed) + renamed).refusal() == "a reference to another element")
        let moved = parts.signature + parts.evil(parts.bare)
        #expect(try parts.answer(moved).refusal()?.contains("reference") == true)
    }

    @Test func withoutATrueSignature() throws {
        #expect(try Fixture("unsigned").refusal() == "nothing is signed")
        for (name, element) in [("assertion-signed", "ns1:Assertion"), ("response-signed", "ns0:Response")] {
            let parts = try Parts(name, element)
            #expect(try parts.answer(parts.bare).refusal() == "nothing is signed")
            #expect(
                try parts.answer(parts.signed.replacing("jane-0815", with: "admin")).refusal()
                    == "no key of the provider has signed it")
            let empty = try parts.whole.part(from: "<ns2:SignatureValue>", to: "</ns2:SignatureValue>")
            #expect(
                try parts.whole.replacing(empty, "<ns2:SignatureValue></ns2:SignatureValue>").refusal()
                    == "no key of the provider has signed it")
        }
        // One good signature does not excuse another.
        let both = try Fixture("both-signed")
        #expect(try both.refusal() == nil)
        #expect(try both.replacing("status:Success\"/>", "status:Success\"></ns0:StatusCode>").refusal() == nil)
        #expect(try both.replacing("jane-0815", "admin").refusal() == "no key of the provider has signed it")
    }

    @Test func keysOfTheAttackers() throws {
        // The document brings its own certificate, and is right by it.
        #expect(try Fixture("attacker").refusal("attacker") == nil)
        #expect(try Fixture("attacker").refusal() == "no key of the provider has signed it")
        let own = try Fixture("assertion-signed").part(from: "<ns2:KeyInfo", to: "</ns2:KeyInfo>")
        let other = try Fixture("attacker").part(from: "<ns2:KeyInfo", to: "</ns2:KeyInfo>")
        // What stands there means nothing at all.
        #expect(try Fixture("assertion-signed").replacing(own, other).refusal() == nil)
        #expect(try Fixture("assertion-signed").replacing(own, "").refusal() == nil)
        #expect(try Fixture("attacker").replacing(other, own).refusal() == "no key of the provider has signed it")
    }

    /// All of them are signed by the right key and right by their own rules.
    @Test(arguments: [
        ("bad-c14n-inclusive", "canonicalisation"), ("bad-c14n-of-signed-info", "canonicalisation"),
        ("bad-c14n-with-comments", "canonicalisation"), ("bad-two-references", "something else than one reference"),
        ("bad-whole-document", "a reference to another element"), ("bad-xpath", "other transforms"),
        ("bad-xslt", "other transforms"), ("bad-no-transforms-but-enveloped", "other transforms"),
        ("bad-sha1-digest", "the digest method http://www.w3.org/2000/09/xmldsig#sha1"),
        ("bad-sha1-signature", "the signature method http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
        ("bad-hmac-with-certificate", "xmldsig-more#hmac-sha256"), ("sha1", "xmldsig#rsa-sha1"),
        ("encrypted", "an encrypted assertion"),
    ])
    func waysToSignThatAreNotTaken(_ name: String, _ reason: String) throws {
        let found = try Fixture(name).refusal()
        #expect(found?.contains(reason) == true, "\(found ?? "taken")")
    }

    @Test func commentsCutNothingOff() throws {
        for name in ["assertion-signed", "response-signed"] {
            for cut in ["jane<!-- -->-0815", "jane-0<!---->8<!--x-->15", "<!-- -->jane-0815", "jane-0815<!---->"] {
                // Comments are no part of what was signed: the whole name is there, or nothing.
                let response = try Fixture(name).replacing("jane-0815", cut).read()
                #expect(response.assertion.nameID?.value == "jane-0815")
            }
            #expect(
                try Fixture(name).replacing("jane-0815", "<![CDATA[jane-0815]]>").read().assertion.nameID?.value
                    == "jane-0815")
        }
        #expect(
            try Fixture("assertion-signed").replacing("jane-0815", "jane<?x y?>-0815").refusal()
                == "a processing instruction")
        #expect(
            try Fixture("assertion-signed").replacing("jane-0815", "jane<b/>-0815").refusal()
                == "no key of the provider has signed it")
    }

    @Test func entitiesAndDocumentTypes() throws {
        let text = try Fixture("assertion-signed").text.replacing("<?xml version=\"1.0\"?>\n", with: "")
        let laughs = (1...9).map { "<!ENTITY l\($0) \"&l\($0 - 1);&l\($0 - 1);&l\($0 - 1);&l\($0 - 1);\">" }.joined()
        let types = [
            "<!DOCTYPE x [<!ENTITY l0 \"ha\">\(laughs)]>",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
            "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">",
            "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/p\"> %p;]>",
            "<!DOCTYPE x [<!ATTLIST Assertion ID ID #IMPLIED>]>",
        ]
        for type in types { #expect(try Fixture(text: type + text).refusal() == "a document type") }
        for entity in ["&l9;", "&e;", "&#0;", "&#xFFFF;"] {
            #expect(
                try Fixture(text: text).replacing("jane-0815", entity).refusal() == "not well-formed", "\(entity)")
        }
        // A document type that hides from whoever looks for one in UTF-8.
        let wide = (types[1] + text).utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let key = try Fixture.certificate()
        for bytes in [wide, [0xFF, 0xFE] + wide, Array("\u{FEFF}<!DOCTYPE x []>\(text)".utf8)] {
            #expect(throws: SAMLRefusal.self) { try SAMLResponse(bytes, signedBy: [key]) }
        }
        let odd = "<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADwAIQ-DOCTYPE x+AD4-" + text
        #expect(try Fixture(text: odd).refusal() == "an encoding other than UTF-8")
        let style = "<?xml version=\"1.0\"?><?xml-stylesheet href=\"x\"?>" + text
        #expect(try Fixture(text: style).refusal() == "a processing instruction")
        let include = "<x xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"/etc/passwd\"/></x>"
        #expect(try Fixture(text: include).refusal() == "no answer of SAML 2.0")
    }

    @Test func identifiers() throws {
        let fixture = try Fixture("assertion-signed")
        let id = try Parts("assertion-signed", "ns1:Assertion").id
        for twice in ["Id", "id", "ns1:ID"] {
            let other = try fixture.replacing("<ns0:Status>", "<ns0:Status \(twice)=\"\(id)\">")
            #expect(try other.refusal() == "the same ID twice")
        }
        #expect(try fixture.replacing("<ns0:Status>", "<ns0:Status xml:id=\"x\">").refusal() == "xml:id")
        for odd in ["a b", "x')|id('y", "", "1a", String(repeating: "a", count: 257)] {
            let other = Fixture(text: fixture.text.replacing(id, with: odd))
            #expect(try other.refusal() != nil, "\(odd)")
        }
    }

    @Test func hugeAndDeep() throws {
        let text = try Fixture("assertion-signed").text
        func grown(_ more: String) throws -> Fixture {
            try Fixture(text: text).replacing("<ns0:Status>", "<ns0:Extensions>\(more)</ns0:Extensions><ns0:Status>")
        }
        #expect(try grown(String(repeating: " ", count: XMLText.largest)).refusal()?.hasSuffix("bytes") == true)
        for depth in [60, 300, 20_000] {
            let deep = String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
            #expect(try grown(deep).refusal() != nil)
        }
        #expect(try grown(String(repeating: "<a/>", count: 20_000)).refusal() == "too deep, or too many elements")
        let many = (0..<20_000).map { " a\($0)=\"\"" }.joined()
        #expect(try grown("<a\(many)/>").refusal() == "too many attributes")
        #expect(try grown("<a/>").refusal() == nil)
        for text in ["", " ", "<", "<a", "\u{0}", "<a></b>", "<a/><a/>", "a", "<?xml", "<?xml version=\"1.0\"?>"] {
            #expect(try Fixture(text: text).refusal() != nil)
        }
    }
}
