import CloudCore

/// A quality that providers have and requests ask for: `HW_CPU_X86_AVX2`, `CUSTOM_GOLD`.
struct Trait: Sendable, Codable, Hashable {
    var name: String
    var createdAt: Timestamp
}
