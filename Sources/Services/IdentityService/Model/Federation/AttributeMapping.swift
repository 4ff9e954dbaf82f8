import CloudJSON

/// A named set of mapping rules, as the administrator stored it.
struct AttributeMapping: Sendable, Codable, Hashable {
    var id: String
    var schemaVersion: MappingVersion
    var rules: [JSON]
}
