import HostKit

/// The steps from the links that are in a namespace to those that should be. Pure.
struct LinkDifference {
    /// Lines for `ip` in the underlay's namespace, run first: tunnels and the host's interfaces come from there.
    var underlay: [String] = []
    /// Lines for `ip` in the namespace itself.
    var own: [String] = []

    /// `home` is where the host's interfaces go back to: a namespace's name, or "1" for the host's own.
    init(_ plan: NamespacePlan, observed: [String: ObservedLink], home: String) {
        let wanted = Set(plan.links.map(\.name))
        for name in observed.keys.sorted() where !wanted.contains(name) && !plan.tolerated.contains(name) {
            own.append(Self.removal(of: name, observed[name], home: home))
        }
        if observed["lo"]?.isUp != true { own.append("link set dev lo up") }
        for link in plan.links {
            var present = observed[link.name]
            if let found = present, !Self.isUsable(found, for: link) || plan.torn.contains(link.name) {
                own.append("link del dev \(link.name)")
                present = nil
            }
            if present == nil { create(link, in: plan) }
            adjust(link, present)
        }
    }

    /// Removes a link; one that the host lent goes back to it.
    static func removal(of name: String, _ link: ObservedLink?, home: String) -> String {
        link?.ifalias == ObservedLink.lent ? "link set dev \(name) nomaster netns \(home)" : "link del dev \(name)"
    }

    private mutating func create(_ link: LinkPlan, in plan: NamespacePlan) {
        let namespace = plan.namespace.name
        switch link.kind {
        case .bridge:
            own.append("link add name \(link.name) type bridge stp_state 0 forward_delay 0 mcast_snooping 0")
        case .tap:
            own.append("tuntap add dev \(link.name) mode tap vnet_hdr")
        case .cable(let other):
            own.append(
                "link add name \(link.name) mtu \(link.mtu)"
                    + " type veth peer name \(link.name) mtu \(link.mtu) netns \(other)"
            )
        case .vxlan(let tunnel):
            underlay.append(
                "link add name \(link.name) type vxlan id \(tunnel.identifier) local \(tunnel.local.text)"
                    + " dstport \(tunnel.udpPort) nolearning")
            underlay.append("link set dev \(link.name) netns \(namespace)")
        case .taken:
            underlay.append("link set dev \(link.name) alias \(ObservedLink.lent)")
            underlay.append("link set dev \(link.name) netns \(namespace)")
        case .cableEnd:
            break
        }
    }

    private mutating func adjust(_ link: LinkPlan, _ present: ObservedLink?) {
        var settings = ""
        if let mac = link.mac?.lowercased(), present?.address != mac { settings += " address \(mac)" }
        if present?.mtu != link.mtu { settings += " mtu \(link.mtu)" }
        if let master = link.master, present?.master != master { settings += " master \(master)" }
        if present?.isUp != true { settings += " up" }
        if !settings.isEmpty { own.append("link set dev \(link.name)\(settings)") }
        let addresses = present?.prefixes ?? []
        let steps =
            addresses.subtracting(link.addresses).map { "addr del \($0.text) dev \(link.name)" }.sorted()
            + link.addresses.subtracting(addresses).map { prefix in
                "addr add \(prefix.text) dev \(link.name)\(prefix.isV6 ? " nodad" : "")"
            }.sorted()
        own += steps
    }

    private static func isUsable(_ found: ObservedLink, for link: LinkPlan) -> Bool {
        switch link.kind {
        case .bridge: found.linkinfo?.kind == "bridge"
        case .cable: found.linkinfo?.kind == "veth"
        case .tap, .cableEnd, .taken: true
        case .vxlan(let tunnel):
            found.linkinfo?.tunnel?.id == tunnel.identifier && found.linkinfo?.tunnel?.port == tunnel.udpPort
                && (found.linkinfo?.tunnel?.local ?? found.linkinfo?.tunnel?.local6) == tunnel.local.text
        }
    }
}
