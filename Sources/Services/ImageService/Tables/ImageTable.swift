import CloudCore
import CloudSQL

extension Image: Record, Versioned {
    static let table = "images"
    static let migration = Migration(
        3, "images",
        [
            """
            CREATE TABLE images (
                id TEXT PRIMARY KEY, name TEXT, status TEXT NOT NULL, visibility TEXT NOT NULL, owner TEXT,
                disk_format TEXT, container_format TEXT, size BIGINT, virtual_size BIGINT, checksum TEXT,
                os_hash_algo TEXT, os_hash_value TEXT,
                min_disk BIGINT NOT NULL, min_ram BIGINT NOT NULL, protected INTEGER NOT NULL,
                os_hidden INTEGER NOT NULL,
                properties TEXT NOT NULL, tags TEXT NOT NULL, location TEXT, upload TEXT, upload_host TEXT,
                created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, generation BIGINT NOT NULL)
            """,
            "CREATE INDEX images_by_creation ON images (created_at, id)",
            "CREATE INDEX images_by_owner ON images (owner, created_at)",
            "CREATE INDEX images_by_visibility ON images (visibility, created_at)",
            "CREATE INDEX images_by_name ON images (name)",
            "CREATE INDEX images_by_status ON images (status)",
        ])
}

extension Connection {
    /// Writes a new image.
    func insert(_ image: Image) throws {
        try table(Image.self).insert(image)
        try table(ImageTerm.self).insert(contentsOf: ImageTerm.all(of: image))
    }

    /// Writes a changed image, if nobody else did since it was read.
    func save(_ image: inout Image, termsChanged: Bool = false) throws {
        image.updatedAt = now
        try table(Image.self).update(&image)
        guard termsChanged else { return }
        try table(ImageTerm.self).delete(where: [.init("image_id", .isIn, [.string(image.id)])])
        try table(ImageTerm.self).insert(contentsOf: ImageTerm.all(of: image))
    }

    /// Removes an image and all that belongs to it.
    func remove(_ image: Image) throws {
        let ofImage = [ListQuery.Filter("image_id", .isIn, [.string(image.id)])]
        try table(ImageTerm.self).delete(where: ofImage)
        try table(ImageMember.self).delete(where: ofImage)
        try table(Image.self).delete(image.id)
    }

    /// Bytes of all images of a project.
    func storedBytes(of owner: String?) throws -> Int64 {
        // sum() is NUMERIC on PostgreSQL.
        let sql = "SELECT CAST(COALESCE(sum(size), 0) AS BIGINT) FROM images WHERE owner = $1"
        return try scalar(sql, [SQLValue(owner)])?.number() ?? 0
    }

    /// How many images a project has.
    func imageCount(of owner: String?, status: [ImageStatus] = []) throws -> Int {
        var filters = [ListQuery.Filter("owner", .isIn, [owner.map { .string($0) } ?? .null])]
        if !status.isEmpty { filters.append(.init("status", .isIn, status.map { .string($0.rawValue) })) }
        return try table(Image.self).count(filters)
    }
}
