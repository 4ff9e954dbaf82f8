/// The header of a sparse VMDK; offsets and sizes in bytes.
struct VMDKHeader {
    var version: UInt64
    var capacity: UInt64
    var descriptorStart: UInt64
    var descriptorLength: UInt64
    /// The grain directory stands at the stream's end, told by a second header there.
    var hasFooter: Bool

    /// A longer descriptor is not read (QEMU's own limit).
    static let longestDescriptor: UInt64 = 1 << 20

    init?(head: HeaderBytes, at offset: Int = 0) {
        guard head.starts("KDMV", at: offset), let version = head.little(offset + 4, 4),
            let capacity = head.little(offset + 12, 8), let start = head.little(offset + 28, 8),
            let length = head.little(offset + 36, 8), let directory = head.little(offset + 56, 8),
            capacity < 1 << 54, start < 1 << 20, length < 1 << 20
        else { return nil }
        self.version = version
        self.capacity = capacity * 512
        descriptorStart = start * 512
        descriptorLength = length * 512
        hasFooter = directory == .max
    }

    /// How much of the stream's start holds the descriptor; nil when it lies too far.
    var descriptorEnd: Int? {
        let end = descriptorStart + descriptorLength
        return end <= Self.longestDescriptor + 512 ? Int(end) : nil
    }
}
