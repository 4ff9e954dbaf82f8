/// A disk of a guest.
package struct GuestDisk: Sendable, Codable, Equatable {
    /// Where its bytes are.
    package enum Source: Sendable, Codable, Equatable {
        case file(String)
        case block(String)
        /// An NBD export behind a unix socket.
        case nbdSocket(path: String, export: String)
        case nbd(host: String, port: Int, export: String)
        /// A Ceph image, `pool/name`; the key is found by `ceph.conf`.
        case rbd(name: String, monitors: [String])
    }

    package var source: Source
    /// `raw` or `qcow2`.
    package var format: String
    /// `virtio`, `scsi`, `ide`, `sata`, `usb`.
    package var bus: String
    /// The target's name: `vda`, `sdb`, `hda`. Unique in a guest.
    package var device: String
    package var cache: String
    /// 1 is tried first; nil is not booted from.
    package var bootIndex: Int?
    package var isReadOnly: Bool
    package var isCDROM: Bool
    /// What the guest can read as the disk's serial number: a volume's id.
    package var serial: String?
    package var limits: DiskLimits

    package init(
        source: Source, format: String, bus: String = "virtio", device: String, cache: String = "none",
        bootIndex: Int? = nil,
        isReadOnly: Bool = false, isCDROM: Bool = false, serial: String? = nil, limits: DiskLimits = DiskLimits()
    ) {
        self.source = source
        self.format = format
        self.bus = bus
        self.device = device
        self.cache = cache
        self.bootIndex = bootIndex
        self.isReadOnly = isReadOnly
        self.isCDROM = isCDROM
        self.serial = serial
        self.limits = limits
    }
}
