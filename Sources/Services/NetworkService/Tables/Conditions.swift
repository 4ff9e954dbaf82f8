import CloudSQL

/// Conditions that lists share.
enum Conditions {
    /// `tags` (all of them), `tags-any`, `not-tags`, `not-tags-any`: values are lists with commas.
    static func tags(_ name: String, _ values: [String]) -> SQLCondition? {
        guard ["tags", "tags-any", "not-tags", "not-tags-any"].contains(name) else { return nil }
        let tags = values.flatMap { $0.split(separator: ",").map(String.init) }
        guard !tags.isEmpty else { return nil }
        let word = name.hasSuffix("any") ? " OR " : " AND "
        let text = tags.indices.map { "tags LIKE $\($0 + 1) ESCAPE '!'" }.joined(separator: word)
        let parameters = tags.map { tag in
            // Stored as JSON text: each tag stands between quotes there.
            let plain = tag.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                .replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
            return SQLValue.text("%\"\(plain)\"%")
        }
        return SQLCondition(name.hasPrefix("not-") ? "NOT (\(text))" : "(\(text))", parameters)
    }
}
