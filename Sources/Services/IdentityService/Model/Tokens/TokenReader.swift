import CloudCore

/// Takes a token's payload apart from the front; each part is nil when the bytes end too early.
struct TokenReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func identifier() -> String? {
        guard let tag = take(1)?.first, let body = take(Int(tag & 0x7F)) else { return nil }
        return tag & 0x80 != 0 ? Hexadecimal.text(body) : String(validating: body, as: UTF8.self)
    }

    mutating func moment() -> Timestamp? {
        take(8).map { Timestamp(microseconds: $0.reduce(0) { $0 << 8 | Int64($1) }) }
    }
}
