/// FNV-1a: tells whether what the kernel holds was made from the same text. Not for secrets.
enum Digest {
    static func number(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// Sixteen hexadecimal digits.
    static func text(_ text: String) -> String {
        let digits = String(number(text), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// A locally administered MAC that is the same for the same text.
    static func mac(_ text: String) -> String {
        let digits = Array(self.text(text))
        return "0e" + stride(from: 0, to: 10, by: 2).map { ":\(digits[$0])\(digits[$0 + 1])" }.joined()
    }
}
