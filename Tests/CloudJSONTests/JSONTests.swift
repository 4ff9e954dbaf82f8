import CloudJSON
import FoundationEssentials
import Testing

@Suite struct JSONTests {
    @Test func readsEveryKind() throws {
        let value = try JSON(parsing: #" {"a": [1, -2.5e3, true, false, null, "x\n\u00e9\ud83d\ude00"], "b": {}} "#)
        #expect(value == ["a": [1, -2500.0, true, false, nil, "x\né😀"], "b": [:]])
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":}", "{\"a\" 1}", "01", "1.", ".5", "1e", "+1", "nul", "\"", "\"\\x\"", "\"\\ud83d\"",
        "\"\\ud83dx\"",
        "\"\\ud83d\\u0041\"", "\"\\u12\"", "[1] 2", "\"\u{01}\"", "1e999", "{1:2}", "'a'", "[1 2]", "\u{feff}1",
    ])
    func refuses(_ text: String) { #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) } }

    @Test func refusesBytesThatAreNotText() {
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: [0x22, 0xC0, 0x80, 0x22]) }
    }

    @Test func boundsDepth() throws {
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: String(repeating: "[", count: 100_000)) }
        _ = try JSON(parsing: String(repeating: "[", count: 64) + String(repeating: "]", count: 64))
    }

    @Test func bigNumbersAreDoubles() throws {
        #expect(try JSON(parsing: "9223372036854775807") == .integer(.max))
        #expect(try JSON(parsing: "9223372036854775808") == .double(9_223_372_036_854_775_808))
        #expect(JSON.double(3).integer == 3)
        #expect(JSON.double(3.5).integer == nil)
    }

    /// Whatever is written is read as the same, here and by Foundation.
    @Test func roundTripsAtRandom() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let value = JSON.random(depth: 4, using: &generator)
            let bytes = JSONWriter.bytes(value)
            #expect(try JSON(parsing: bytes) == value)
            let foundation = try JSONDecoder().decode(JSON.self, from: Data(bytes))
            #expect(foundation == value)
        }
    }

    /// Damaged texts are refused or read; they never crash the reader.
    @Test func survivesDamage() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            var bytes = JSONWriter.bytes(JSON.random(depth: 3, using: &generator))
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            _ = try? JSON(parsing: Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))))
        }
    }

    @Test func writesSelectedFieldsOnly() {
        let bytes = JSONWriter.bytes { writer in
            writer.object(only: ["b"]) { writer in
                writer.field("a", 1)
                writer.field("b") { writer in writer.object { $0.field("a", "inside") } }
                writer.fieldIfPresent("c", String?.none)
            }
        }
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"b":{"a":"inside"}}"#)
    }
}

extension JSON {
    fileprivate static func random(depth: Int, using generator: inout SystemRandomNumberGenerator) -> JSON {
        switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(.random(using: &generator))
        case 2: return .integer(.random(in: .min ... .max, using: &generator))
        case 3: return .double(Double.random(in: -1e9...1e9, using: &generator) + 0.5)
        case 4, 5:
            let scalars = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x2FFFF, using: &generator))
            }
            return .string(String(String.UnicodeScalarView(scalars)))
        case 6: return .array((0..<3).map { _ in random(depth: depth - 1, using: &generator) })
        default:
            return .object(
                Dictionary(
                    (0..<3).map { ("k\($0)\"\\", random(depth: depth - 1, using: &generator)) },
                    uniquingKeysWith: { $1 }))
        }
    }
}
