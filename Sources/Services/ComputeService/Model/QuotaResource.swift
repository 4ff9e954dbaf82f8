/// What projects have limits for, by the names that clients know.
enum QuotaResource: String, Sendable, CaseIterable {
    case instances, cores, ram
    case metadataItems = "metadata_items"
    case keyPairs = "key_pairs"
    case serverGroups = "server_groups"
    case serverGroupMembers = "server_group_members"
    // Known to old clients only, and limiting nothing: files are not injected, networks and addresses are the network
    // service's.
    case injectedFiles = "injected_files"
    case injectedFileContentBytes = "injected_file_content_bytes"
    case injectedFilePathBytes = "injected_file_path_bytes"
    case fixedIPs = "fixed_ips"
    case floatingIPs = "floating_ips"
    case securityGroups = "security_groups"
    case securityGroupRules = "security_group_rules"

    /// The last minor version that knows it; nil: all do.
    var lastVersion: Int? {
        switch self {
        case .injectedFiles, .injectedFileContentBytes, .injectedFilePathBytes: 56
        case .fixedIPs, .floatingIPs, .securityGroups, .securityGroupRules: 35
        default: nil
        }
    }
}
