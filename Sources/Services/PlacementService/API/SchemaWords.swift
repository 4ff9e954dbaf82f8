import CloudJSON

/// What jsonschema says below its first line: which keyword of which schema was violated. Logs and tests look for it.
enum SchemaWords {
    private static let keywords: [(phrase: String, keyword: String)] = [
        ("is a required property", "required"), ("is less than the minimum", "minimum"),
        ("is greater than the maximum", "maximum"), ("does not match any of the regexes", "additionalProperties"),
        ("does not match", "pattern"), ("is not of type", "type"), ("is not one of", "enum"),
        ("has non-unique elements", "uniqueItems"), ("does not have enough properties", "minProperties"),
        ("Additional properties are not allowed", "additionalProperties"),
    ]

    /// The whole message about a value at `path`.
    static func text(_ message: String, path: [String] = [], isArray: Bool = false) -> String {
        guard let keyword = keyword(message, isArray) else { return message }
        let place = path.map { "['properties']['\($0)']" }.joined()
        return "\(message)\n\nFailed validating '\(keyword)' in schema\(place):"
    }

    private static func keyword(_ message: String, _ isArray: Bool) -> String? {
        if message.hasSuffix("is too long") { return isArray ? "maxItems" : "maxLength" }
        if message.hasSuffix("is too short") { return isArray ? "minItems" : "minLength" }
        if let known = keywords.first(where: { message.contains($0.phrase) }) { return known.keyword }
        return message.contains(" is not a '") ? "format" : nil
    }
}
