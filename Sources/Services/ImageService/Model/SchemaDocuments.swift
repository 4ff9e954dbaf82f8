import CloudJSON
import DiskImageKit

/// The schema documents that clients read to learn what an image is.
enum SchemaDocuments {
    static let image: JSON = .object([
        "name": "image", "additionalProperties": ["type": "string"], "properties": properties(imageAttributes),
        "links": [
            ["rel": "self", "href": "{self}"], ["rel": "enclosure", "href": "{file}"],
            ["rel": "describedby", "href": "{schema}"],
        ],
    ])
    static let images = collection("images", of: image, paged: true)
    static let member: JSON = .object(["name": "member", "properties": properties(memberAttributes)])
    static let members = collection("members", of: member, paged: false)

    private static let uuid = "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$"

    private static let imageAttributes: [SchemaAttribute] =
        writable + measured + [
            .init(
                name: "kernel_id", types: ["null", "string"], summary: "The kernel's image.", pattern: uuid,
                isBase: false),
            .init(
                name: "ramdisk_id", types: ["null", "string"], summary: "The ramdisk's image.", pattern: uuid,
                isBase: false),
            .init(
                name: "instance_uuid", types: ["string"], summary: "The server this image was made of.", isBase: false),
            .init(name: "architecture", types: ["string"], summary: "Operating system architecture", isBase: false),
            .init(name: "os_distro", types: ["string"], summary: "Common name of the distribution", isBase: false),
            .init(name: "os_version", types: ["string"], summary: "Version of the operating system", isBase: false),
        ]

    private static let writable: [SchemaAttribute] = [
        .init(name: "id", types: ["string"], summary: "An identifier for the image", pattern: uuid),
        .init(name: "name", types: ["null", "string"], summary: "Descriptive name for the image", maxLength: 255),
        .init(
            name: "visibility", types: ["string"], summary: "Scope of image accessibility",
            choices: ["community", "public", "private", "shared"]),
        .init(name: "protected", types: ["boolean"], summary: "If true, image will not be deletable."),
        .init(name: "os_hidden", types: ["boolean"], summary: "If true, image will not appear in default image list."),
        .init(name: "owner", types: ["null", "string"], summary: "Owner of the image", maxLength: 255),
        .init(
            name: "container_format", types: ["null", "string"], summary: "Format of the container",
            choices: [.null] + ImageAttributes.containerFormats.map { .string($0) }),
        .init(
            name: "disk_format", types: ["null", "string"], summary: "Format of the disk",
            choices: [.null] + DiskFormat.allCases.map { .string($0.rawValue) }),
        .init(name: "min_ram", types: ["integer"], summary: "Amount of ram (in MB) required to boot image."),
        .init(name: "min_disk", types: ["integer"], summary: "Amount of disk space (in GB) required to boot image."),
        .init(name: "tags", types: ["array"], summary: "List of strings related to the image"),
    ]

    private static let measured: [SchemaAttribute] = [
        .init(
            name: "status", types: ["string"], summary: "Status of the image", readOnly: true,
            choices: [
                "queued", "saving", "active", "killed", "deleted", "uploading", "importing", "pending_delete",
                "deactivated",
            ]),
        .init(
            name: "checksum", types: ["null", "string"], summary: "md5 hash of image contents.", readOnly: true,
            maxLength: 32),
        .init(
            name: "os_hash_algo", types: ["null", "string"], summary: "Algorithm of os_hash_value", readOnly: true,
            maxLength: 64),
        .init(
            name: "os_hash_value", types: ["null", "string"], summary: "Hexdigest of the image contents",
            readOnly: true,
            maxLength: 128),
        .init(name: "size", types: ["null", "integer"], summary: "Size of image file in bytes", readOnly: true),
        .init(
            name: "virtual_size", types: ["null", "integer"], summary: "Virtual size in bytes", readOnly: true),
        .init(name: "created_at", types: ["string"], summary: "Date and time of image registration", readOnly: true),
        .init(
            name: "updated_at", types: ["string"], summary: "Date and time of the last image modification",
            readOnly: true),
        .init(name: "stores", types: ["string"], summary: "Store in which image data resides.", readOnly: true),
        .init(name: "self", types: ["string"], summary: "An image self url", readOnly: true),
        .init(name: "file", types: ["string"], summary: "An image file url", readOnly: true),
        .init(name: "schema", types: ["string"], summary: "An image schema url", readOnly: true),
    ]

    private static let memberAttributes: [SchemaAttribute] = [
        .init(name: "member_id", types: ["string"], summary: "An identifier for the image member (tenantId)"),
        .init(name: "image_id", types: ["string"], summary: "An identifier for the image", pattern: uuid),
        .init(name: "created_at", types: ["string"], summary: "Date and time of image member creation"),
        .init(name: "updated_at", types: ["string"], summary: "Date and time of last modification of image member"),
        .init(
            name: "status", types: ["string"], summary: "The status of this image member",
            choices: ["pending", "accepted", "rejected"]),
        .init(name: "schema", types: ["string"], summary: "The address of this schema", readOnly: true),
    ]

    private static func properties(_ attributes: [SchemaAttribute]) -> JSON {
        .object(Dictionary(attributes.map { ($0.name, $0.json) }, uniquingKeysWith: { $1 }))
    }

    private static func collection(_ name: String, of item: JSON, paged: Bool) -> JSON {
        var properties: [String: JSON] = [name: ["type": "array", "items": item], "schema": ["type": "string"]]
        var links: [JSON] = [["rel": "describedby", "href": "{schema}"]]
        if paged {
            for link in ["first", "next"] {
                properties[link] = ["type": "string"]
                links.append(["rel": .string(link), "href": .string("{\(link)}")])
            }
        }
        return ["name": .string(name), "properties": .object(properties), "links": .array(links)]
    }
}
