import CloudCore
import CloudHTTP
import CloudJSON

extension JSONWriter {
    /// An image as Glance writes it.
    mutating func image(_ image: Image, storeID: String) {
        object { writer in
            writer.field("name", image.name)
            writer.field("disk_format", image.diskFormat)
            writer.field("container_format", image.containerFormat)
            writer.field("visibility", image.visibility.rawValue)
            writer.field("size", image.size)
            writer.field("virtual_size", image.virtualSize)
            writer.field("status", image.status.rawValue)
            writer.field("checksum", image.checksum)
            writer.field("protected", image.protected)
            writer.field("min_ram", image.minRAM)
            writer.field("min_disk", image.minDisk)
            writer.field("owner", image.owner)
            writer.field("os_hidden", image.osHidden)
            writer.field("os_hash_algo", image.osHashAlgo)
            writer.field("os_hash_value", image.osHashValue)
            writer.field("id", image.id)
            writer.field("created_at", image.createdAt.text())
            writer.field("updated_at", image.updatedAt.text())
            for (name, value) in image.properties.sorted(by: { $0.key < $1.key }) { writer.field(name, value) }
            if image.location != nil { writer.field("stores", storeID) }
            writer.field("tags", image.tags)
            writer.field("self", "/v2/images/\(image.id)")
            writer.field("file", "/v2/images/\(image.id)/file")
            writer.field("schema", "/v2/schemas/image")
        }
    }
}
