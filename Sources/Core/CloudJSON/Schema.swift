/// What a body must look like, said as data: the part of JSON Schema that the services' own schemas use.
///
/// Checked before any action runs; the messages are those of Python's `jsonschema`, which clients and Tempest compare.
package indirect enum Schema: Sendable {
    case any
    case boolean
    case integer(minimum: Int64? = nil, maximum: Int64? = nil)
    case number
    case string(minLength: Int = 0, maxLength: Int? = nil, format: StringFormat? = nil)
    case oneOf([JSON])
    case array(of: Schema, minItems: Int = 0, maxItems: Int? = nil, unique: Bool = false)
    case object(ObjectSchema)
    /// The value, or null.
    case nullable(Schema)
    /// One of several shapes; `expected` says in words what is wanted when none fits.
    case either([Schema], expected: String)

    /// An object with the named members; unless `others` is given, no others.
    package static func object(
        _ members: [String: Schema], required: [String] = [], others: Schema? = nil, minMembers: Int = 0
    ) -> Schema {
        .object(ObjectSchema(members: members, required: required, others: others, minMembers: minMembers))
    }

    /// Booleans as the older APIs take them: `true`, `"True"`, `"1"`, `"yes"`, `"on"`, …
    package static let looseBoolean = Schema.oneOf([
        true, "True", "TRUE", "true", "1", "ON", "On", "on", "YES", "Yes", "yes", "y", "t",
        false, "False", "FALSE", "false", "0", "OFF", "Off", "off", "NO", "No", "no", "n", "f",
    ])

    /// An integer, or its decimal text.
    package static func looseInteger(minimum: Int64? = nil, maximum: Int64? = nil) -> Schema {
        .either(
            [.integer(minimum: minimum, maximum: maximum), .string(minLength: 1, format: .integer(minimum, maximum))],
            expected: "an integer")
    }
}

package struct ObjectSchema: Sendable {
    package var members: [String: Schema]
    package var required: [String]
    /// What other members must look like; nil means that there may be none.
    package var others: Schema?
    package var minMembers: Int
}

/// Why a value does not fit its schema.
package struct SchemaViolation: Error, Sendable, Equatable {
    /// Names and indexes from the outside in.
    package var path: [String]
    package var value: JSON
    /// In the words of Python's `jsonschema`: `'x' is not of type 'string'`.
    package var message: String

    package init(path: [String], value: JSON, message: String) {
        self.path = path
        self.value = value
        self.message = message
    }
}

extension SchemaViolation: CustomStringConvertible {
    /// For logs and traces: where, and nothing of what the client sent, which may be a password.
    package var description: String {
        "the body does not fit at \(path.isEmpty ? "its top" : path.joined(separator: "/"))"
    }
}
