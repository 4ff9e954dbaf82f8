import CloudCore

/// The names that mean something to the service; every other name is a property of the user's.
enum ImageAttributes {
    static let containerFormats = ["ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"]

    /// Set by the service alone.
    static let readOnly: Set<String> = [
        "created_at", "updated_at", "status", "checksum", "size", "virtual_size", "direct_url", "self", "file",
        "schema", "id",
        "os_hash_algo", "os_hash_value", "stores",
    ]
    /// Not to be used at all.
    static let reserved: Set<String> = ["location", "locations", "deleted", "deleted_at"]
    /// Namespace of the service's own properties.
    static let reservedPrefix = "os_glance"
    /// Those that a client may set but not remove.
    static let settable: Set<String> = [
        "name", "visibility", "owner", "disk_format", "container_format", "min_disk", "min_ram", "protected",
        "os_hidden", "tags",
    ]
    /// Properties that must be the id of an image.
    static let references: Set<String> = ["kernel_id", "ramdisk_id"]

    /// - Throws: `Fault` 403 for a name that clients may not set (`id` may be set at creation).
    static func requireWritable(_ name: String, creating: Bool = false) throws {
        if readOnly.contains(name), !(creating && name == "id") {
            throw Fault.forbidden("Attribute '\(name)' is read-only.")
        }
        if reserved.contains(name) || name.hasPrefix(reservedPrefix) {
            throw Fault.forbidden("Attribute '\(name)' is reserved.")
        }
    }
}
