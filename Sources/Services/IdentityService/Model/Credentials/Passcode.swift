import CloudCore
import Crypto

/// Passcodes of six digits that change every half minute (RFC 6238, with SHA-1 as authenticators use it).
enum Passcode {
    static let type = "totp"
    /// In letters; what is longer makes nothing safer.
    static let longestSeed = 1024
    /// Of one user that are looked at.
    static let mostSeeds = 32
    private static let period: Int64 = 30

    static func step(at moment: Timestamp) -> Int64 { moment.seconds / period }

    static func text(_ secret: [UInt8], step: Int64) -> String {
        let code = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: step.bigEndianBytes, using: SymmetricKey(data: secret)))
        // RFC 4226, section 5.3: the last half byte tells where the number stands.
        let offset = Int(code[code.count - 1] & 15)
        let number = code[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }
}
