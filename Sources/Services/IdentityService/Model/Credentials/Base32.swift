/// Base32 (RFC 4648, section 6), in which seeds of passcodes are written.
enum Base32 {
    /// nil for any other letter; small letters are taken too, padding may be left out.
    static func bytes(_ text: String) -> [UInt8]? {
        var out: [UInt8] = []
        var held = 0
        var bits = 0
        for letter in text.utf8.reversed().drop(while: { $0 == UInt8(ascii: "=") }).reversed() {
            let value: UInt8
            switch letter {
            case 65...90: value = letter - 65
            case 97...122: value = letter - 97
            case 50...55: value = letter - 24
            default: return nil
            }
            held = held << 5 | Int(value)
            bits += 5
            if bits >= 8 {
                bits -= 8
                out.append(UInt8(held >> bits & 255))
                held &= (1 << bits) - 1
            }
        }
        return out.isEmpty ? nil : out
    }
}
