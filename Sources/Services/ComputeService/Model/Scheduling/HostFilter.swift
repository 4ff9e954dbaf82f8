/// Says which hosts will not do for a request, under the field's name for the reason.
struct HostFilter: Sendable {
    var name: String
    var passes: @Sendable (HostState, RequestSpec, FlavorSnapshot) -> Bool

    /// In the classic order: the cheap and the selective first.
    static let classic: [HostFilter] = [
        HostFilter(name: "RequestedDestination") { host, spec, _ in
            (spec.forcedHost ?? spec.requestedHost ?? host.host) == host.host
                && (spec.forcedNode ?? spec.requestedNode ?? host.node.hypervisorHostname)
                    == host.node.hypervisorHostname
        },
        HostFilter(name: "AvailabilityZoneFilter") { host, spec, _ in (spec.availabilityZone ?? host.zone) == host.zone
        },
        // An administrator who forces a host means it even while it is disabled.
        HostFilter(name: "ComputeFilter") { host, spec, _ in host.isUp && (host.isEnabled || spec.forcedHost != nil) },
        HostFilter(name: "ComputeCapabilitiesFilter") { host, _, flavor in
            Capabilities.met(by: host.node, flavor.extraSpecs)
        },
        HostFilter(name: "ImagePropertiesFilter") { host, spec, _ in
            Capabilities.suits(host.node, image: spec.imageProperties)
        },
        HostFilter(name: "SameHostFilter") { host, spec, _ in
            guard let wanted = spec.hints["same_host"], !wanted.isEmpty else { return true }
            return !host.hintedServers.isDisjoint(with: wanted)
        },
        HostFilter(name: "DifferentHostFilter") { host, spec, _ in
            host.hintedServers.isDisjoint(with: spec.hints["different_host"] ?? [])
        },
        HostFilter(name: "ServerGroupAntiAffinityFilter") { host, spec, _ in
            spec.groupPolicy != "anti-affinity" || host.groupServers < spec.groupMaximum
        },
    ]

    /// The hosts that pass all filters, and which filter took how many, for the trace.
    static func apply(
        _ filters: [HostFilter] = classic, to hosts: [HostState], _ spec: RequestSpec, _ flavor: FlavorSnapshot
    ) -> (hosts: [HostState], story: String) {
        var left = hosts
        var story = ["\(hosts.count) candidates"]
        for filter in filters {
            let before = left.count
            left = left.filter { filter.passes($0, spec, flavor) }
            if left.count < before { story.append("\(filter.name) took \(before - left.count)") }
        }
        // Affinity: once the group has a host, only that one will do.
        if spec.groupPolicy == "affinity", hosts.contains(where: { $0.groupServers > 0 }) {
            let before = left.count
            left = left.filter { $0.groupServers > 0 }
            if left.count < before { story.append("ServerGroupAffinityFilter took \(before - left.count)") }
        }
        return (left, story.joined(separator: ", "))
    }
}
