import CloudCore
import CloudHTTP
import CloudJSON

/// What every resource shows.
extension Attribute where Row: NetworkResource {
    /// Id and owner, at the front of the map.
    static var identity: [Attribute] {
        [
            Attribute(name: "id", field: .text("id"), write: { $0.field("id", $1.id) }),
            Attribute(
                name: "project_id", rule: .text(), creation: .optional(nil), field: .text("project_id"),
                write: { writer, row in
                    writer.field("project_id", row.projectID)
                    writer.field("tenant_id", row.projectID)
                }),
        ]
    }

    /// Tags, revision and times, at its end.
    static var standard: [Attribute] {
        [
            .shown("tags") { $0.tags },
            .shown("revision_number", .integer("generation")) { $0.generation },
            .shown("created_at", .timestamp("created_at")) { $0.createdAt.text() },
            .shown("updated_at", .timestamp("updated_at")) { $0.updatedAt.text() },
        ]
    }
}
