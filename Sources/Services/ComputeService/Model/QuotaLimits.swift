/// How much of each there may be; negative: as much as one likes.
struct QuotaLimits: Sendable, Hashable {
    private var values: [QuotaResource: Int]

    /// None.
    init() { values = [:] }

    /// The configured limits.
    init(_ configuration: ComputeConfiguration) {
        let quota = configuration.quota
        values = [
            .instances: quota.servers, .cores: quota.vcpus, .ram: quota.memory, .metadataItems: quota.metadataItems,
            .keyPairs: 100, .serverGroups: 10, .serverGroupMembers: 10, .injectedFiles: 5,
            .injectedFileContentBytes: 10240, .injectedFilePathBytes: 255,
        ]
    }

    subscript(_ resource: QuotaResource) -> Int {
        get { values[resource] ?? -1 }
        set { values[resource] = newValue }
    }

    /// Those that the creation of servers counts.
    var servers: ServerQuota {
        ServerQuota(
            servers: self[.instances], vcpus: self[.cores], memory: self[.ram], metadataItems: self[.metadataItems])
    }
}
