import CloudMessaging

/// Agent → conductor (cast, on start and every few seconds): this host lives, what it has, and how its guests are.
///
/// The conductor keeps the service and the compute node, and brings the host's provider, inventory and traits into
/// placement.
package struct HostReport: Message {
    /// A guest and its power state.
    package struct Guest: Codable, Sendable, Hashable {
        package var serverID: String
        package var power: ComputePowerState

        package init(serverID: String, power: ComputePowerState) {
            self.serverID = serverID
            self.power = power
        }
    }

    package static let name = "compute.host_report"
    package var host: String
    package var hypervisorHostname: String
    /// `QEMU`, `fake`.
    package var hypervisorType: String
    /// 7002022 is 7.2.22.
    package var hypervisorVersion: Int
    package var hostIP: String
    package var architecture: String
    /// `kvm` or `qemu`, as images ask for it (`img_hv_type` is the hypervisor type).
    package var virtualization: String
    package var processorVendor: String
    package var processorModel: String
    package var processorFeatures: [String]
    package var sockets: Int
    package var cores: Int
    package var threads: Int
    package var vcpus: Int
    /// MiB.
    package var memory: Int
    /// MiB in use by the host.
    package var memoryUsed: Int
    /// GiB.
    package var disk: Int
    package var freeDisk: Int
    /// Placement's names.
    package var traits: [String]
    package var guests: [Guest]
    /// The agent is going in order; no more reports will come.
    package var isLast: Bool

    package init(
        host: String, hypervisorHostname: String, hypervisorType: String, hypervisorVersion: Int,
        hostIP: String = "127.0.0.1",
        architecture: String = "x86_64", virtualization: String = "qemu", processorVendor: String = "",
        processorModel: String = "",
        processorFeatures: [String] = [], sockets: Int = 1, cores: Int = 1, threads: Int = 1, vcpus: Int, memory: Int,
        memoryUsed: Int = 0, disk: Int, freeDisk: Int, traits: [String] = [], guests: [Guest] = [], isLast: Bool = false
    ) {
        self.host = host
        self.hypervisorHostname = hypervisorHostname
        self.hypervisorType = hypervisorType
        self.hypervisorVersion = hypervisorVersion
        self.hostIP = hostIP
        self.architecture = architecture
        self.virtualization = virtualization
        self.processorVendor = processorVendor
        self.processorModel = processorModel
        self.processorFeatures = processorFeatures
        self.sockets = sockets
        self.cores = cores
        self.threads = threads
        self.vcpus = vcpus
        self.memory = memory
        self.memoryUsed = memoryUsed
        self.disk = disk
        self.freeDisk = freeDisk
        self.traits = traits
        self.guests = guests
        self.isLast = isLast
    }
}
