/// What a stream's content is, by its signatures.
package enum DetectedFormat: String, Sendable, Equatable {
    case raw, qcow, qcow2, qed, vmdk
    case vmdkDescriptor = "vmdk descriptor"
    case vhd, vhdx, vdi, iso, luks, ploop

    /// Whether content of this kind may be declared as `format`.
    func fits(_ format: DiskFormat) -> Bool {
        switch format {
        case .raw, .ami, .aki, .ari: self == .raw
        case .vmdk: self == .vmdk || self == .vmdkDescriptor
        default: rawValue == format.rawValue
        }
    }
}

/// The partition table at the start of a plain disk.
package enum Partitioning: String, Sendable, Equatable {
    case none, mbr, gpt
}
