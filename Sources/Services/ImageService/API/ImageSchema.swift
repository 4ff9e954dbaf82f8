import CloudCore
import CloudJSON
import DiskImageKit

/// What a client may write of an image: Glance's schema, for creation and for each value of a patch.
enum ImageSchema {
    static let members: [String: Schema] = {
        var members: [String: Schema] = [
            "id": .string(format: uuid),
            "name": .nullable(.string(maxLength: 255, format: text)),
            "visibility": .oneOf(["community", "public", "private", "shared"]),
            "protected": .boolean,
            "os_hidden": .boolean,
            "owner": .nullable(.string(maxLength: 255, format: text)),
            "container_format": .oneOf([.null] + ImageAttributes.containerFormats.map { .string($0) }),
            "disk_format": .oneOf([.null] + DiskFormat.allCases.map { .string($0.rawValue) }),
            "min_ram": .integer(minimum: 0, maximum: 2_147_483_647),
            "min_disk": .integer(minimum: 0, maximum: 2_147_483_647),
            "tags": .array(of: .string(maxLength: 255, format: text)),
        ]
        for name in ImageAttributes.references { members[name] = .nullable(.string(format: uuid)) }
        // Refused by name, whatever the value.
        for name in ImageAttributes.readOnly where name != "id" { members[name] = .any }
        return members
    }()

    static let image = Schema.object(members, others: .string(maxLength: 65535, format: text))

    private static let uuid = StringFormat(
        "uuid", pattern: "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$",
        accepts: Identifier.isUUID)
    private static let text = StringFormat("text") { !$0.utf8.contains(0) }

    /// - Throws: `Fault` 400 for a name that cannot be stored.
    static func requireName(_ name: String) throws {
        guard !name.isEmpty, name.unicodeScalars.count <= 255, !name.utf8.contains(0) else {
            throw Fault.mismatch(schema: "image", "a property's name has 1 to 255 characters, none of them U+0000")
        }
    }
}
