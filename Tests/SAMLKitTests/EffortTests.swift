import CloudCore
import Testing

@testable import SAMLKit

/// Whoever has no key must not be able to keep the service busy: each of these is as large as a document may be, and
/// goes as far as it can.
@Suite struct EffortTests {
    private static func answer(_ content: String) throws -> String {
        let fixture = try Fixture("response-signed")
        return try fixture.replacing(
            "<ns0:Status>", "<ns0:Extensions>\(content)</ns0:Extensions><ns0:Status>"
        ).text
    }

    private static func filled(_ piece: (Int) -> String) -> String {
        var out = ""
        var number = 0
        while out.utf8.count < XMLText.largest - 12_000, number < 9900 {
            out += piece(number)
            number += 1
        }
        return out
    }

    @Test func whatADocumentCosts() throws {
        let names = (0..<100).map { " xmlns:p\($0)=\"u\($0)\"" }.joined()
        let used = (0..<100).map { " p\($0):a=\"\"" }.joined()
        let deep = (0..<40).map { "<d\($0)\(names.replacing("=\"u", with: "=\"v\($0)-"))>" }.joined()
        let ends = (0..<40).reversed().map { "</d\($0)>" }.joined()
        let documents = [
            Self.filled { _ in "<a/>" }, Self.filled { "<a x=\"\($0)\" ID=\"i\($0)\"/>" },
            Self.filled { _ in "<a\(names)/>" }, "<a\(names)>" + Self.filled { _ in "<a\(used)/>" } + "</a>",
            deep + "<x/>" + ends, Self.filled { _ in "&lt;&#65;&#x41;" }, Self.filled { _ in "<!---->" },
            Self.filled { _ in "<![CDATA[]]>" }, Self.filled { "<n\($0)/>" },
        ]
        for (number, content) in documents.enumerated() {
            let text = try Self.answer(content)
            #expect(text.utf8.count <= XMLText.largest)
            let began = ContinuousClock.now
            #expect(try Fixture(text: text).refusal() != nil, "\(number)")
            let took = ContinuousClock.now - began
            // A twentieth of a second on a quiet machine; what is quadratic takes minutes.
            #expect(took < .seconds(60), "\(number): \(took)")
        }
    }
}
