/// The names by which identity knows what compute limits (Nova's `UnifiedLimitsDriver`).
extension QuotaResource {
    /// nil: limited by nobody.
    var unifiedName: String? {
        switch self {
        case .instances: "servers"
        case .cores: "class:VCPU"
        case .ram: "class:MEMORY_MB"
        case .metadataItems, .keyPairs, .injectedFiles, .injectedFileContentBytes, .injectedFilePathBytes:
            "server_" + rawValue
        case .serverGroups, .serverGroupMembers: rawValue
        case .fixedIPs, .floatingIPs, .securityGroups, .securityGroupRules: nil
        }
    }

    /// Whether projects have limits of their own; else the registered default holds for all.
    var isOfProjects: Bool { [.instances, .cores, .ram].contains(self) }
}

extension FlavorSnapshot {
    /// What a server of this size counts for, by those names; a server without an image has its disk elsewhere.
    func unifiedResources(hasImage: Bool) -> [String: Int] {
        var result: [String: Int] = [:]
        for (name, amount) in resources where hasImage || name != "DISK_GB" { result["class:" + name] = amount }
        return result
    }
}
