/// Numbers for clients that speak a version from before ids were UUIDs; made of the UUID, so that they stay.
enum LegacyNumber {
    static func of(_ uuid: String) -> Int { (Int(uuid.prefix(8), radix: 16) ?? 0) & 0x7FFF_FFFF }
}
