/// What was measured of an image's data while it came in.
struct ImageDigest: Sendable, Hashable {
    /// Bytes.
    var size: Int64
    /// Bytes of the guest's disk; nil when the container is no plain disk.
    var virtualSize: Int64?
    /// Hexadecimal digits.
    var md5: String
    var sha512: String
}
