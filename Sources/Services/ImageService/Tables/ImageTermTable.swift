import CloudSQL

/// A tag or a property of an image, for finding images by them; the image's own row is what is shown.
struct ImageTerm: Record {
    static let table = "image_terms"
    static let migration = Migration(
        4, "image_terms",
        [
            """
            CREATE TABLE image_terms (
                id TEXT PRIMARY KEY, image_id TEXT NOT NULL REFERENCES images (id), kind TEXT NOT NULL,
                name TEXT NOT NULL, value TEXT NOT NULL)
            """,
            "CREATE INDEX image_terms_by_image ON image_terms (image_id)",
            "CREATE INDEX image_terms_by_name ON image_terms (kind, name)",
        ])

    enum Kind: String, Codable, Sendable { case tag, property }

    var id: String
    var imageID: String
    var kind: Kind
    var name: String
    var value: String

    static func all(of image: Image) -> [ImageTerm] {
        image.tags.map { ImageTerm(id: "\(image.id)/t/\($0)", imageID: image.id, kind: .tag, name: $0, value: "") }
            + image.properties.map {
                ImageTerm(
                    id: "\(image.id)/p/\($0.key)", imageID: image.id, kind: .property, name: $0.key, value: $0.value)
            }
    }

    /// Images that bear the tag.
    static func tagged(_ tag: String) -> SQLCondition {
        SQLCondition("id IN (SELECT image_id FROM image_terms WHERE kind = 'tag' AND name = $1)", [.text(tag)])
    }

    /// Images whose property has the value.
    static func having(_ name: String, _ value: String) -> SQLCondition {
        SQLCondition(
            "id IN (SELECT image_id FROM image_terms WHERE kind = 'property' AND name = $1 AND value = $2)",
            [.text(name), .text(value)])
    }
}
