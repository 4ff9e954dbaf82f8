import CloudJSON

/// Schemas of members that many bodies have.
enum Field {
    static let name = Schema.string(minLength: 1, maxLength: 255, format: .notBlank)
    /// Of domains and projects.
    static let placeName = Schema.string(minLength: 1, maxLength: 64, format: .notBlank)
    static let id = Schema.string(minLength: 1, maxLength: 64, format: .characters("^[a-zA-Z0-9-]+$", isIDLetter))
    static let text = Schema.nullable(.string(maxLength: 65535))
    /// The options of projects, domains and roles; no others are known.
    static let options = Schema.object(["immutable": .nullable(.boolean)])
    static let tags = Schema.array(
        of: .string(minLength: 1, maxLength: 255, format: tag), maxItems: ProjectTag.maximum, unique: true)

    private static let tag = StringFormat("tag", pattern: "^[^,/]*$", accepts: ProjectTag.isValid)

    /// A body that holds one object of that name.
    static func body(
        _ name: String, _ members: [String: Schema], required: [String] = [], minMembers: Int = 0
    ) -> Schema {
        .object(
            [name: .object(members, required: required, others: .any, minMembers: minMembers)], required: [name],
            others: .any)
    }

    private static func isIDLetter(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
    }
}
