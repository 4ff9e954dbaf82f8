/// The signatures by which the formats are known. All within the first 36 KiB, but for a fixed VHD's footer.
struct Signatures {
    let head: HeaderBytes
    /// The stream's last bytes, when it is over.
    let tail: HeaderBytes

    static let sector = 512
    static let isoDescriptor = 32768

    /// Every format that the content passes for; plain content passes for none.
    var matches: [DetectedFormat] {
        var found: [DetectedFormat] = []
        if head.starts([0x51, 0x46, 0x49, 0xfb]) { found.append(head.big(4, 4) == 1 ? .qcow : .qcow2) }
        if head.starts([0x51, 0x45, 0x44, 0x00]) { found.append(.qed) }
        if head.starts("KDMV") || head.starts("COWD") { found.append(.vmdk) }
        if isDescriptor { found.append(.vmdkDescriptor) }
        if head.starts("conectix") { found.append(.vhd) }
        if head.starts("vhdxfile") { found.append(.vhdx) }
        if head.starts([0x7f, 0x10, 0xda, 0xbe], at: 64) { found.append(.vdi) }
        if head.starts([0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe]) { found.append(.luks) }
        if head.starts("WithoutFreeSpace") || head.starts("WithouFreSpacExt") { found.append(.ploop) }
        if head.starts("CD001", at: Self.isoDescriptor + 1) { found.append(.iso) }
        return found
    }

    /// A VHD of fixed size is plain content with a footer behind it.
    var hasFixedFooter: Bool { tail.starts("conectix", at: tail.bytes.count - Self.sector) }

    var partitioning: Partitioning {
        guard head.starts([0x55, 0xaa], at: 510) else { return .none }
        if head.starts("EFI PART", at: Self.sector) || head.starts("EFI PART", at: 4096) { return .gpt }
        let entries = (0..<4).compactMap { head.slice(446 + 16 * $0, 16) }
        let valid = entries.allSatisfy { entry in entry.first == 0 || entry.first == 0x80 }
        let used = entries.contains { entry in entry[entry.startIndex + 4] != 0 }
        return valid && used ? .mbr : .none
    }

    /// A VMDK that is only text: comments and blank lines, then its version.
    private var isDescriptor: Bool {
        guard let start = head.slice(0, min(2048, head.bytes.count)), start.first == 0x23 else { return false }
        for line in start.split(separator: 0x0a) {
            let trimmed = line.drop { $0 == 0x20 || $0 == 0x0d || $0 == 0x09 }
            guard let first = trimmed.first, first != 0x23 else { continue }
            return trimmed.starts(with: Array("version=".utf8))
        }
        return start.starts(with: Array("# Disk DescriptorFile".utf8))
    }
}
