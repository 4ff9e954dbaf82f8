/// PostgreSQL's text form of bytes: `\x` and hexadecimal digits.
enum PostgreSQLHex {
    static func bytes(_ text: UnsafeRawBufferPointer) throws -> [UInt8] {
        guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x") else {
            throw SQLError.decoding("bytea_output must be hex")
        }
        var out: [UInt8] = []
        out.reserveCapacity(text.count / 2 - 1)
        for i in stride(from: 2, to: text.count, by: 2) { out.append(digit(text[i]) << 4 | digit(text[i + 1])) }
        return out
    }

    private static func digit(_ letter: UInt8) -> UInt8 { letter <= 57 ? letter &- 48 : (letter | 0x20) &- 87 }
}
