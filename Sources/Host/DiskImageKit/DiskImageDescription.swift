package import CloudJSON

/// What `qemu-img info` says of a file; sizes in bytes.
package struct DiskImageDescription: Sendable, Equatable {
    /// QEMU's name of the format.
    package var driver: String
    package var virtualSize: UInt64
    /// Space that the file takes on the disk.
    package var actualSize: UInt64
    package var backingFile: String?
    package var backingDriver: String?
    package var dataFile: String?
    package var isCorrupt: Bool
    package var isEncrypted: Bool
    package var snapshots: [String]

    /// nil when the answer is not one of `qemu-img info --output=json`.
    package init?(_ answer: JSON) {
        guard let driver = answer["format"]?.string, let virtual = answer["virtual-size"]?.integer, virtual >= 0 else {
            return nil
        }
        self.driver = driver
        virtualSize = UInt64(virtual)
        actualSize = UInt64(max(0, answer["actual-size"]?.integer ?? 0))
        backingFile = answer["full-backing-filename"]?.string ?? answer["backing-filename"]?.string
        backingDriver = answer["backing-filename-format"]?.string
        let specific = answer["format-specific"]?["data"]
        dataFile = specific?["data-file"]?.string
        isCorrupt = specific?["corrupt"]?.bool ?? false
        isEncrypted = answer["encrypted"]?.bool ?? (driver == "luks")
        snapshots = answer["snapshots"]?.array?.compactMap { $0["name"]?.string } ?? []
    }
}
