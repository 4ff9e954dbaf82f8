import AgentProtocols
import CloudCore
import CloudSQL

extension Connection {
    /// The service reports: its row is made at the first time, and marked as seen.
    func sawService(host: String, binary: String, zone: String, isLast: Bool = false, _ identifiers: IdentifierSource)
        throws
    {
        let seen: SQLValue = isLast ? .null : .timestamp(now)
        let changed = try execute(
            "UPDATE services SET last_seen_at = $3 WHERE host = $1 AND \"binary\" = $2",
            [.text(host), .text(binary), seen])
        guard changed == 0 else { return }
        try table(ServiceRecord.self).insert(
            ServiceRecord(
                id: identifiers.uuid(), host: host, binary: binary, zone: zone, isDisabled: false, disabledReason: nil,
                isForcedDown: false, lastSeenAt: isLast ? nil : now, createdAt: now))
    }

    /// The hypervisor as reported now.
    func keep(_ report: HostReport, _ identifiers: IdentifierSource) throws -> ComputeNode {
        let table = try table(ComputeNode.self)
        let known = try table.first(where: [.init("hypervisor_hostname", .isIn, [.string(report.hypervisorHostname)])])
        let node = ComputeNode(
            id: known?.id ?? identifiers.uuid(), host: report.host, hypervisorHostname: report.hypervisorHostname,
            hypervisorType: report.hypervisorType, hypervisorVersion: report.hypervisorVersion, hostIP: report.hostIP,
            architecture: report.architecture, virtualization: report.virtualization,
            processorVendor: report.processorVendor,
            processorModel: report.processorModel, processorFeatures: report.processorFeatures, sockets: report.sockets,
            cores: report.cores, threads: report.threads, vcpus: report.vcpus, memory: report.memory,
            memoryUsed: report.memoryUsed, disk: report.disk, freeDisk: report.freeDisk, traits: report.traits,
            failedBuilds: known?.failedBuilds ?? 0, placedAs: known?.placedAs, createdAt: known?.createdAt ?? now,
            updatedAt: now)
        try table.upsert(node)
        return node
    }
}
