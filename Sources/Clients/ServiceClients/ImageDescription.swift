import CloudCore
package import CloudJSON

/// What other services need to know of an image.
package struct ImageDescription: Sendable, Hashable {
    package var id: String
    package var name: String
    package var status: String
    /// GiB.
    package var minDisk: Int
    /// MiB.
    package var minRAM: Int
    /// Bytes; 0 while unknown.
    package var size: Int64
    package var virtualSize: Int64?
    package var diskFormat: String
    package var containerFormat: String
    package var checksum: String?
    package var hashAlgorithm: String?
    package var hashValue: String?
    package var owner: String?
    /// Free properties that are texts: `hw_disk_bus`, `os_distro`, …
    package var properties: [String: String]

    private static let own: Set<String> = [
        "id", "name", "status", "visibility", "protected", "os_hidden", "checksum", "os_hash_algo", "os_hash_value",
        "owner", "size",
        "virtual_size", "container_format", "disk_format", "created_at", "updated_at", "min_ram", "min_disk", "tags",
        "self", "file",
        "schema", "stores", "locations", "direct_url",
    ]

    /// Reads an image's body (Image API v2, "Show image").
    package init(_ body: JSON) throws {
        guard let members = body.object, let id = members["id"]?.string, let status = members["status"]?.string else {
            throw Fault.unavailable("The image service's answer cannot be read.", cause: body.text)
        }
        self.id = id
        self.status = status
        name = members["name"]?.string ?? ""
        minDisk = Int(members["min_disk"]?.integer ?? 0)
        minRAM = Int(members["min_ram"]?.integer ?? 0)
        size = members["size"]?.integer ?? 0
        virtualSize = members["virtual_size"]?.integer
        diskFormat = members["disk_format"]?.string ?? "raw"
        containerFormat = members["container_format"]?.string ?? "bare"
        checksum = members["checksum"]?.string
        hashAlgorithm = members["os_hash_algo"]?.string
        hashValue = members["os_hash_value"]?.string
        owner = members["owner"]?.string
        properties = members.filter { !Self.own.contains($0.key) }.compactMapValues(\.string)
    }
}
