import CloudConfiguration

/// Which resources nobody may have until somebody registers a limit for them (Nova's
/// `quota.unified_limits_resource_strategy` and `…_list`).
struct LimitRequirement: Sendable, Hashable {
    /// Whether the names are those that need a limit, or those that need none.
    var namesRequired: Bool
    var names: Set<String>

    init(strategy: String, names: [String]) throws {
        guard ["require", "ignore"].contains(strategy) else {
            throw ConfigurationError(
                "compute.quota.unified_limits_resource_strategy: \"\(strategy)\" is neither require nor ignore.")
        }
        namesRequired = strategy == "require"
        self.names = Set(names)
    }

    func includes(_ resource: String) -> Bool { names.contains(resource) == namesRequired }
}
