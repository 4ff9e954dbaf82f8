/// A disk format as the image API names it (`disk_format`).
package enum DiskFormat: String, Sendable, Codable, CaseIterable, Hashable {
    case raw, qcow2, vmdk, vhd, vhdx, vdi, iso, ami, aki, ari, ploop, luks

    /// The format's name in QEMU's block layer.
    package var driver: String {
        switch self {
        case .raw, .iso, .ami, .aki, .ari: "raw"
        case .vhd: "vpc"
        case .ploop: "parallels"
        case .qcow2, .vmdk, .vhdx, .vdi, .luks: rawValue
        }
    }

    /// Whether the bytes are the disk's own: what the guest reads is what the file holds.
    package var isPlain: Bool { driver == "raw" }
}
