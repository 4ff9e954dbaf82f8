import CloudCore
import CloudSQL

extension ImageMember: Record {
    static let table = "image_members"
    static let migration = Migration(
        5, "image_members",
        [
            """
            CREATE TABLE image_members (
                id TEXT PRIMARY KEY, image_id TEXT NOT NULL REFERENCES images (id), member TEXT NOT NULL,
                status TEXT NOT NULL,
                created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, UNIQUE (image_id, member))
            """,
            "CREATE INDEX image_members_by_member ON image_members (member, status)",
        ])

    static func filters(_ imageID: String, _ member: String? = nil) -> [ListQuery.Filter] {
        [ListQuery.Filter("image_id", .isIn, [.string(imageID)])]
            + (member.map { [ListQuery.Filter("member", .isIn, [.string($0)])] } ?? [])
    }
}

extension Connection {
    func member(_ project: String, of imageID: String) throws -> ImageMember? {
        try table(ImageMember.self).first(where: ImageMember.filters(imageID, project))
    }

    func members(of imageID: String) throws -> [ImageMember] {
        try table(ImageMember.self).list(ListQuery(filters: ImageMember.filters(imageID), order: [.init("created_at")]))
    }
}
