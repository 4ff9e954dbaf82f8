import CloudCore

/// A hypervisor as its agent last reported it; also a resource provider of the same id in placement.
struct ComputeNode: Sendable, Codable, Hashable {
    /// A UUID, kept over restarts.
    var id: String
    var host: String
    var hypervisorHostname: String
    var hypervisorType: String
    var hypervisorVersion: Int
    var hostIP: String
    var architecture: String
    /// `kvm` or `qemu`.
    var virtualization: String
    var processorVendor: String
    var processorModel: String
    var processorFeatures: [String]
    var sockets: Int
    var cores: Int
    var threads: Int
    var vcpus: Int
    /// MiB.
    var memory: Int
    var memoryUsed: Int
    /// GiB.
    var disk: Int
    var freeDisk: Int
    var traits: [String]
    /// Builds that failed here since the last that did not: the scheduler prefers other hosts.
    var failedBuilds: Int
    /// What placement was last told of it (`inventoryKey`); nil: nothing yet.
    var placedAs: String?
    var createdAt: Timestamp
    var updatedAt: Timestamp

    /// Changes when placement must be told again.
    var inventoryKey: String { "\(vcpus)/\(memory)/\(disk)/\(traits.sorted().joined(separator: ","))" }
}
