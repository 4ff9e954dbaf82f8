/// The rules that a stream of a known format must keep, and the disk size it promises.
struct FormatRules {
    let head: HeaderBytes
    let tail: HeaderBytes
    let size: UInt64
    let vhdx: VHDXMetadata?

    func virtualSize(of format: DetectedFormat) throws(DiskImageError) -> UInt64 {
        switch format {
        case .raw: return size
        case .qcow2: return try qcow2()
        case .qcow, .qed: throw .mismatch(declared: .qcow2, found: format.rawValue)
        case .vmdk: return try VMDKRules(head: head, tail: tail).virtualSize()
        case .vmdkDescriptor: throw .dataFile(format: .vmdk)
        case .vhd: return try vhd()
        case .vhdx:
            guard let vhdx else { throw .truncated(format: .vhdx) }
            return try vhdx.virtualSize()
        case .vdi: return try vdi()
        case .iso: return try iso()
        case .luks: return try luks()
        case .ploop: return try ploop()
        }
    }

    /// docs/interop/qcow2 of QEMU: dirty, corrupt, external data, compression type, extended L2 are all that is known.
    private func qcow2() throws(DiskImageError) -> UInt64 {
        guard let version = head.big(4, 4), let backing = head.big(8, 8), let size = head.big(24, 8) else {
            throw .truncated(format: .qcow2)
        }
        guard version == 2 || version == 3 else { throw .unsafe(format: .qcow2, reason: "unknown version \(version)") }
        if backing != 0 { throw .backingFile(format: .qcow2) }
        guard version == 3 else { return size }
        guard let features = head.big(72, 8), head.bytes.count >= 104 else { throw .truncated(format: .qcow2) }
        if features & 0x4 != 0 { throw .dataFile(format: .qcow2) }
        if features & ~0x1f != 0 { throw .unknownFeatures(format: .qcow2, bits: features & ~0x1f) }
        if features & 0x2 != 0 { throw .unsafe(format: .qcow2, reason: "it is marked as corrupt") }
        return size
    }

    private func vhd() throws(DiskImageError) -> UInt64 {
        let footer = head.starts("conectix") ? head : HeaderBytes(tail.bytes.suffix(Signatures.sector))
        guard let size = footer.big(48, 8), let kind = footer.big(60, 4) else { throw .truncated(format: .vhd) }
        if kind == 4 { throw .backingFile(format: .vhd) }
        guard kind == 2 || kind == 3 else { throw .unsafe(format: .vhd, reason: "unknown disk type \(kind)") }
        return size
    }

    private func vdi() throws(DiskImageError) -> UInt64 {
        guard let kind = head.little(76, 4), let size = head.little(368, 8) else { throw .truncated(format: .vdi) }
        guard kind == 1 || kind == 2 else { throw .backingFile(format: .vdi) }
        return size
    }

    private func iso() throws(DiskImageError) -> UInt64 {
        let descriptor = Signatures.isoDescriptor
        guard let blocks = head.little(descriptor + 80, 4), let block = head.little(descriptor + 128, 2) else {
            throw .truncated(format: .iso)
        }
        return max(size, blocks * block)
    }

    /// QEMU opens LUKS 1 only.
    private func luks() throws(DiskImageError) -> UInt64 {
        guard let version = head.big(6, 2), let payload = head.big(104, 4) else { throw .truncated(format: .luks) }
        guard version == 1 else { throw .unsafe(format: .luks, reason: "version \(version) is not supported") }
        let offset = payload * UInt64(Signatures.sector)
        guard offset <= size else { throw .truncated(format: .luks) }
        return size - offset
    }

    private func ploop() throws(DiskImageError) -> UInt64 {
        let wide = head.starts("WithouFreSpacExt")
        guard let sectors = head.little(36, wide ? 8 : 4), sectors < 1 << 54 else { throw .truncated(format: .ploop) }
        return sectors * UInt64(Signatures.sector)
    }
}
