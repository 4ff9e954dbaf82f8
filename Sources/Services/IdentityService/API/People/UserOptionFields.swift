import CloudJSON

/// What a user's options may be: each may be null, no others are known.
enum UserOptionFields {
    static let schema = Schema.object(
        Dictionary(
            UserOption.allCases.map { ($0.rawValue, .nullable($0 == .multiFactorAuthRules ? rules : .boolean)) },
            uniquingKeysWith: { $1 }))

    /// Lists of the methods that are enough together.
    private static let rules = Schema.array(
        of: .array(of: .string(maxLength: 64), minItems: 1, maxItems: 16, unique: true), maxItems: 64, unique: true)
}
