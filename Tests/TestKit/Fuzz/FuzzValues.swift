package import CloudJSON

/// Values for requests: some that fit a schema, some that nobody should send.
package struct FuzzValues: Sendable {
    package var random: SeededRandom
    /// Texts that fit what bears that name: a member, a parameter, or (`name.key`) the keys of the object of that name.
    package var fitting: [String: [String]] = [:]

    /// How many values of a hundred are of any kind, whatever the schema says.
    package var hostility = 12
    /// How many optional members of a hundred are there.
    package var density = 40
    /// How many texts of a hundred are harmless.
    package var harmlessness = 60

    package init(_ random: SeededRandom) { self.random = random }

    /// Texts that have broken services: SQL, LDAP, formats, paths, controls, directions, surrogates' neighbours,
    /// lengths.
    static let texts =
        ["", " ", "\0", "a\0b", "_", "-1", "(", "[a-z", "(a+)+$", "a,b/c", "null", "true", "1e999", "0x10", "NaN"]
        + ["'; DROP TABLE users; --", "' OR '1'='1", "\" OR 1=1 --", "$1", "%", "%s%n%x", "%(x)s", "<script>"]
        + ["*", "*)(uid=*))(|(uid=*", "\\2a\\28\\29", "../../../etc/passwd", "{{7*7}}", "\r\nX-Injected: 1"]
        + ["\u{202E}abc", "e\u{0301}\u{0301}", "😀👩‍👩‍👧‍👦", "\u{FEFF}", "\u{FFFF}", "\u{10FFFF}", "İıſK", "\u{1B}[31m"]
        + ["2026-13-45T99:99:99Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z", "-0001-01-01T00:00:00Z"]
        + ["req-", "default", "all", "http://[::1", "http://%(tenant_id)s", "$(user_id)s"]
        + ["00000000000000000000000000000000", "00000000-0000-0000-0000-000000000000"]
    static let numbers: [JSON] = [
        0, -1, 1, 2_147_483_648, .integer(.max), .integer(.min), 1e308, -1e308, 1e-300, 0.1, 9_007_199_254_740_993,
    ]

    /// A value for a schema: most of the time one that fits.
    package mutating func value(for schema: JSON, named name: String = "", depth: Int = 0) -> JSON {
        guard !random.chance(hostility), depth < 12 else { return hostile(depth: depth) }
        if let choices = schema["any"]?.array {
            return value(for: random.pick(choices, or: .null), named: name, depth: depth + 1)
        }
        if let values = schema["values"]?.array, random.chance(85) { return random.pick(values, or: .null) }
        switch random.pick(schema["kinds"]?.strings ?? [], or: "string") {
        case "object": return object(schema, name, depth)
        case "array":
            let count = random.chance(95) ? Int.random(in: 0..<4, using: &random) : 200
            return .array((0..<count).map { _ in value(for: schema["items"] ?? [:], named: name, depth: depth + 1) })
        case "boolean": return .bool(random.chance(50))
        case "integer", "number":
            return random.chance(80)
                ? .integer(Int64.random(in: 0..<100, using: &random)) : random.pick(Self.numbers, or: 0)
        case "null": return .null
        default: return .string(text(schema["format"]?.string, named: name))
        }
    }

    private mutating func object(_ schema: JSON, _ name: String, _ depth: Int) -> JSON {
        var result: [String: JSON] = [:]
        let required = Set(schema["required"]?.strings ?? [])
        for (name, member) in (schema["members"]?.object ?? [:]).sorted(by: { $0.key < $1.key })
        where random.chance(required.contains(name) ? 92 : density) {
            result[name] = value(for: member, named: name, depth: depth + 1)
        }
        if let other = schema["others"] {
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                result[text(nil, named: name + ".key")] = value(for: other, depth: depth + 1)
            }
        }
        if random.chance(6) { result[text(nil)] = hostile(depth: depth) }
        return .object(result)
    }

    /// A text: mostly harmless.
    package mutating func text(_ format: String?, named name: String = "") -> String {
        if let texts = fitting[name], random.chance(80) { return random.pick(texts, or: "") }
        guard random.chance(harmlessness) else { return odd() }
        switch format {
        case "uuid": return "00000000-0000-4000-8000-00000000000\(Int.random(in: 0..<10, using: &random))"
        case "ipv4": return "10.0.\(Int.random(in: 0..<3, using: &random)).\(Int.random(in: 0..<256, using: &random))"
        case "ipv6": return "fd00::\(Int.random(in: 0..<100, using: &random))"
        case "date-time": return random.chance(50) ? "2031-05-06T07:08:09.000000Z" : "2001-02-03T04:05:06Z"
        case "uri": return "http://127.0.0.1:\(Int.random(in: 0..<70_000, using: &random))/"
        default: return "n" + String(UInt32.random(in: 0..<5000, using: &random))
        }
    }

    /// A text that nobody should send.
    package mutating func odd() -> String {
        if random.chance(2) {
            return String(repeating: random.pick(["x", "é", "\u{0301}", "("], or: "x"), count: 70_000)
        }
        if random.chance(5) {
            return String(repeating: "x", count: random.pick([64, 65, 255, 256, 4097, 65_536], or: 1))
        }
        return random.pick(Self.texts, or: "")
    }

    private mutating func hostile(depth: Int) -> JSON {
        switch Int.random(in: 0..<9, using: &random) {
        case 0: return .null
        case 1: return .bool(random.chance(50))
        case 2: return random.pick(Self.numbers, or: 0)
        case 3: return .array([])
        case 4: return .object([:])
        case 5 where random.chance(10): return nest(Int.random(in: 2..<600, using: &random))
        case 6: return .array([.null, .string(odd())])
        case 7: return .object([random.pick(["id", "name", "domain", odd()], or: "id"): .string(odd())])
        default: return .string(odd())
        }
    }

    private mutating func nest(_ depth: Int) -> JSON {
        var value = JSON.string("x")
        let isArray = random.chance(50)
        for _ in 0..<depth { value = isArray ? .array([value]) : .object(["a": value]) }
        return value
    }

    /// A body's bytes: now and then broken, cut off, or no JSON at all.
    package mutating func bytes(_ value: JSON) -> [UInt8] {
        var bytes = JSONWriter.bytes(value)
        guard random.chance(10) else { return bytes }
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
        case 1: return [0xEF, 0xBB, 0xBF] + bytes
        case 2: return Array(repeating: UInt8(ascii: "["), count: 100_000)
        case 3: return bytes + bytes
        case 4: return [0xFF, 0xFE, 0x00, 0xD8]
        case 5 where random.chance(5): return Array(repeating: UInt8(ascii: "1"), count: 2_000_000)
        default:
            for _ in 0..<3 where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            return bytes
        }
    }
}
