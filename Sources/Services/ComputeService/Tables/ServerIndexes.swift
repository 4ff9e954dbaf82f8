import CloudSQL

/// What is known beforehand of the servers' indexes.
enum ServerIndexes {
    /// Most servers are active, and there are few images and flavors: these tell few servers apart.
    static let estimates = Migration(
        24, "what indexes of servers find", [],
        estimates: [
            IndexEstimate("servers", "servers_by_state", 500_000, 400_000),
            IndexEstimate("servers", "servers_by_deletion", 500_000),
            IndexEstimate("servers", "servers_by_image", 50_000), IndexEstimate("servers", "servers_by_flavor", 50_000),
        ])
}
