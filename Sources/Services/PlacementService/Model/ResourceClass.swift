import CloudCore

/// A kind of countable resource: `VCPU`, `CUSTOM_IRON`.
struct ResourceClass: Sendable, Codable, Hashable {
    var name: String
    /// Where it stands in lists: the standard ones first, in their own order.
    var position: Int64
    var createdAt: Timestamp

    /// Those that every cloud has (os-resource-classes).
    static let standard = [
        "VCPU", "MEMORY_MB", "DISK_GB", "PCI_DEVICE", "SRIOV_NET_VF", "NUMA_SOCKET", "NUMA_CORE", "NUMA_THREAD",
        "NUMA_MEMORY_MB",
        "IPV4_ADDRESS", "VGPU", "VGPU_DISPLAY_HEAD", "NET_BW_EGR_KILOBIT_PER_SEC", "NET_BW_IGR_KILOBIT_PER_SEC", "PCPU",
        "MEM_ENCRYPTION_CONTEXT", "FPGA", "PGPU", "NET_PACKET_RATE_KILOPACKET_PER_SEC",
        "NET_PACKET_RATE_EGR_KILOPACKET_PER_SEC",
        "NET_PACKET_RATE_IGR_KILOPACKET_PER_SEC",
    ]

    /// These names with the standard ones first, in their own order.
    static func ordered(_ names: [String]) -> [String] {
        names.sorted { a, b in
            (standard.firstIndex(of: a) ?? .max, a) < (standard.firstIndex(of: b) ?? .max, b)
        }
    }
}
