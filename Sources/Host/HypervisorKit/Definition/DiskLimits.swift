/// What a guest may ask of a disk, per second; nil is unlimited.
package struct DiskLimits: Sendable, Codable, Equatable {
    package var totalBytes: UInt64?
    package var readBytes: UInt64?
    package var writeBytes: UInt64?
    package var totalOperations: UInt64?
    package var readOperations: UInt64?
    package var writeOperations: UInt64?

    package init(
        totalBytes: UInt64? = nil, readBytes: UInt64? = nil, writeBytes: UInt64? = nil, totalOperations: UInt64? = nil,
        readOperations: UInt64? = nil, writeOperations: UInt64? = nil
    ) {
        self.totalBytes = totalBytes
        self.readBytes = readBytes
        self.writeBytes = writeBytes
        self.totalOperations = totalOperations
        self.readOperations = readOperations
        self.writeOperations = writeOperations
    }

    /// libvirt's names and the values that are set.
    var settings: [(name: String, value: UInt64)] {
        let all: [(String, UInt64?)] = [
            ("total_bytes_sec", totalBytes), ("read_bytes_sec", readBytes), ("write_bytes_sec", writeBytes),
            ("total_iops_sec", totalOperations), ("read_iops_sec", readOperations), ("write_iops_sec", writeOperations),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }
}
