import CloudSQL

/// What is known beforehand of the indexes of networks and ports.
enum NetworkIndexes {
    /// Few kinds of devices own ports, and a network is external or not: these tell few rows apart.
    static let estimates = Migration(
        14, "what indexes of ports find", [],
        estimates: [
            IndexEstimate("ports", "ports_by_owner", 300_000), IndexEstimate("ports", "ports_by_project", 10_000),
            IndexEstimate("networks", "networks_by_external", 500_000),
            IndexEstimate("networks", "networks_by_shared", 500_000),
        ])
}
