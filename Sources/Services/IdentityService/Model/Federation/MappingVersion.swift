/// The versions of the mappings' language.
enum MappingVersion: String, Sendable, Codable, CaseIterable {
    /// Users and projects are of the provider's domain.
    case one = "1.0"
    /// Users and projects may name their domain; a rule's `domain` is theirs where they name none.
    case two = "2.0"
    /// A rule may also take its projects from the provider, as JSON text in `projects_json`.
    case three = "3.0"
}
