/// What a guest has used so far; counters since its start. Times in nanoseconds, sizes in bytes.
package struct GuestStatistics: Sendable, Equatable {
    package struct Disk: Sendable, Equatable {
        package var device = ""
        package var path = ""
        package var readRequests: UInt64 = 0
        package var readBytes: UInt64 = 0
        package var writeRequests: UInt64 = 0
        package var writtenBytes: UInt64 = 0
        package var readTime: UInt64 = 0
        package var writeTime: UInt64 = 0
        /// Bytes that the disk takes on the host, and those that the guest sees.
        package var allocation: UInt64 = 0
        package var capacity: UInt64 = 0
    }

    package struct Interface: Sendable, Equatable {
        package var tap = ""
        /// As the guest sees them: what it received and what it sent.
        package var receivedBytes: UInt64 = 0
        package var receivedPackets: UInt64 = 0
        package var receiveErrors: UInt64 = 0
        package var receiveDrops: UInt64 = 0
        package var sentBytes: UInt64 = 0
        package var sentPackets: UInt64 = 0
        package var sendErrors: UInt64 = 0
        package var sendDrops: UInt64 = 0
    }

    package var state = PowerState.noState
    package var processorTime: UInt64 = 0
    package var vcpuTimes: [UInt64] = []
    /// What the guest has, what it does not use (nil when its balloon does not report), what the host spends on it.
    package var memory: UInt64 = 0
    package var unusedMemory: UInt64?
    package var residentMemory: UInt64 = 0
    package var disks: [Disk] = []
    package var interfaces: [Interface] = []
    /// Every number under libvirt's own name.
    package var fields: [String: UInt64] = [:]

    package init() {}
}
