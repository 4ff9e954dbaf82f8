/// What this host has to give.
package struct HypervisorCapabilities: Sendable, Equatable {
    package var hostname: String
    package var vcpus: Int
    /// MiB.
    package var memory: Int
    /// GiB of the file system that holds the guests' disks.
    package var disk: Int
    package var freeDisk: Int
    package var architecture: String
    package var processorModel: String
    package var processorVendor: String
    package var processorFeatures: [String]
    package var topology: (sockets: Int, cores: Int, threads: Int)
    /// `QEMU`, as the compute API names it.
    package var hypervisorType: String
    /// 7002022 is 7.2.22.
    package var hypervisorVersion: Int
    package var virtualization: GuestDefinition.VirtualizationType
    /// Placement's names.
    package var traits: [String]

    package static func == (a: HypervisorCapabilities, b: HypervisorCapabilities) -> Bool {
        a.hostname == b.hostname && a.vcpus == b.vcpus && a.memory == b.memory && a.disk == b.disk
            && a.traits == b.traits
            && a.hypervisorVersion == b.hypervisorVersion && a.virtualization == b.virtualization
    }
}
