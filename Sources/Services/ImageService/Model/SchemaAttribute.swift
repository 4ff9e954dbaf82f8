import CloudJSON

/// One attribute in a schema document.
struct SchemaAttribute: Sendable {
    var name: String
    var types: [String]
    var summary: String
    var readOnly = false
    var choices: [JSON] = []
    var maxLength: Int?
    var pattern: String?
    /// An attribute of every image, not a well-known property.
    var isBase = true

    var json: JSON {
        var members: [String: JSON] = [
            "type": types.count == 1 ? .string(types[0]) : .array(types.map { .string($0) }),
            "description": .string(summary),
        ]
        if readOnly { members["readOnly"] = true }
        if !choices.isEmpty { members["enum"] = .array(choices) }
        if let maxLength { members["maxLength"] = .integer(Int64(maxLength)) }
        if let pattern { members["pattern"] = .string(pattern) }
        if types.contains("array") { members["items"] = ["type": "string", "maxLength": 255] }
        if !isBase { members["is_base"] = false }
        return .object(members)
    }
}
