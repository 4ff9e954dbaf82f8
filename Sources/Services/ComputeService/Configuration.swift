import CloudConfiguration

/// Compute's settings.
struct ComputeConfiguration: Sendable {
    /// How long a service that does not report counts as up.
    var servicePatience: Duration
    /// Hosts that a build is tried on.
    var buildAttempts: Int
    /// How long an agent may be silent about an operation before it is asked again.
    var agentPatience: Duration
    /// The zone of hosts that are in no other.
    var defaultZone: String
    /// How many vCPUs are sold for one; the same for memory and disk.
    var vcpuRatio: Double
    var memoryRatio: Double
    var diskRatio: Double
    /// MiB kept for the host itself.
    var reservedMemory: Int
    /// The largest page of a list.
    var maximumPage: Int
    /// Rows of deleted servers are kept that long.
    var deletedKept: Duration
    /// Shared with the network agents, who sign guests' questions with it; empty: no question is answered.
    var metadataSecret: String
    /// Limits of projects that have none of their own.
    var quota: ServerQuota
    /// Whether limits are identity's (`compute.quota.driver`: `local` or `unified`).
    var usesUnifiedLimits: Bool
    /// What nobody may have until identity has a limit for it.
    var limitRequirement: LimitRequirement

    init(_ configuration: Configuration) throws {
        servicePatience = try configuration[.init("compute.service_down_time", default: .seconds(60))]
        buildAttempts = try configuration[.init("compute.build_attempts", default: 3)]
        agentPatience = try configuration[.init("compute.agent_patience", default: .seconds(15))]
        defaultZone = try configuration[.init("compute.default_availability_zone", default: "nova")]
        vcpuRatio = try configuration[.init("compute.cpu_allocation_ratio", default: 4.0)]
        memoryRatio = try configuration[.init("compute.ram_allocation_ratio", default: 1.0)]
        diskRatio = try configuration[.init("compute.disk_allocation_ratio", default: 1.0)]
        reservedMemory = try configuration[.init("compute.reserved_host_memory", default: 512)]
        maximumPage = try configuration[.init("compute.max_limit", default: 1000)]
        deletedKept = try configuration[.init("compute.deleted_kept", default: .seconds(30 * 86400))]
        metadataSecret = try configuration[.init("compute.metadata_secret", default: "")]
        quota = ServerQuota(
            servers: try configuration[.init("compute.quota.instances", default: ServerQuota.standard.servers)],
            vcpus: try configuration[.init("compute.quota.cores", default: ServerQuota.standard.vcpus)],
            memory: try configuration[.init("compute.quota.ram", default: ServerQuota.standard.memory)],
            metadataItems: try configuration[
                .init("compute.quota.metadata_items", default: ServerQuota.standard.metadataItems)])
        let driver = try configuration[.init("compute.quota.driver", default: "local")]
        guard ["local", "unified"].contains(driver) else {
            throw ConfigurationError("compute.quota.driver: \"\(driver)\" is neither local nor unified.")
        }
        usesUnifiedLimits = driver == "unified"
        limitRequirement = try LimitRequirement(
            strategy: try configuration[.init("compute.quota.unified_limits_resource_strategy", default: "require")],
            names: try configuration[.init("compute.quota.unified_limits_resource_list", default: ["servers"])])
    }
}
