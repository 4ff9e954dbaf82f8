import ServiceClients

/// Prefers some hosts to others; each weigher's values are brought between 0 and 1 before they are multiplied and
/// added.
struct HostWeigher: Sendable {
    var name: String
    var multiplier: Double
    var value: @Sendable (HostState, RequestSpec) -> Double

    static let classic: [HostWeigher] = [
        HostWeigher(name: "RAM", multiplier: 1) { host, _ in Double(host.candidate.inventory["MEMORY_MB"]?.free ?? 0) },
        HostWeigher(name: "CPU", multiplier: 1) { host, _ in Double(host.candidate.inventory["VCPU"]?.free ?? 0) },
        HostWeigher(name: "disk", multiplier: 1) { host, _ in Double(host.candidate.inventory["DISK_GB"]?.free ?? 0) },
        HostWeigher(name: "io_ops", multiplier: -1) { host, _ in Double(host.busyServers) },
        HostWeigher(name: "num_instances", multiplier: 0) { host, _ in Double(host.servers) },
        HostWeigher(name: "soft affinity", multiplier: 1) { host, spec in
            spec.groupPolicy == "soft-affinity" ? Double(host.groupServers) : 0
        },
        HostWeigher(name: "soft anti-affinity", multiplier: -1) { host, spec in
            spec.groupPolicy == "soft-anti-affinity" ? Double(host.groupServers) : 0
        },
        HostWeigher(name: "build failure", multiplier: -1_000_000) { host, _ in Double(host.node.failedBuilds) },
    ]

    /// The hosts, best first. Equals are ordered by `salt`, so that many requests do not all rush to one host.
    static func order(
        _ hosts: [HostState], _ spec: RequestSpec, salt: String, by weighers: [HostWeigher] = classic
    ) -> [HostState] {
        guard hosts.count > 1 else { return hosts }
        var weights = Array(repeating: 0.0, count: hosts.count)
        for weigher in weighers where weigher.multiplier != 0 {
            let values = hosts.map { weigher.value($0, spec) }
            guard let low = values.min(), let high = values.max(), high > low else { continue }
            for (index, value) in values.enumerated() {
                weights[index] += weigher.multiplier * (value - low) / (high - low)
            }
        }
        return zip(hosts, weights)
            .sorted { a, b in
                a.1 == b.1 ? rank(a.0.node.id, salt) < rank(b.0.node.id, salt) : a.1 > b.1
            }
            .map(\.0)
    }

    /// FNV-1a with its bits mixed (as MurmurHash ends): the same for the same texts in every process.
    private static func rank(_ id: String, _ salt: String) -> UInt64 {
        var hash = (salt + id).utf8.reduce(14_695_981_039_346_656_037 as UInt64) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ (hash >> 33)
    }
}
