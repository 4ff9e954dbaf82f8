import HostKit

/// The desired host worked out: what each namespace holds. Pure.
struct HostPlan: Sendable {
    let layout: CloudLayout
    let desired: DesiredHost

    var cloud: NamespacePlan {
        var plan = NamespacePlan(namespace: layout.cloud)
        for network in desired.networks { plan.links += links(of: network) }
        for port in desired.ports {
            plan.links.append(link(of: port))
        }
        for router in desired.routers {
            plan.links += router.legs.map { leg in
                LinkPlan(
                    name: layout.legDevice(leg.portID), kind: .cable(to: layout.router(router.id).name),
                    mtu: mtu(of: leg.networkID), master: layout.bridge(leg.networkID))
            }
        }
        plan.sysctls =
            Self.forwarding + [
                ("net/bridge/bridge-nf-call-iptables", "1"), ("net/bridge/bridge-nf-call-ip6tables", "1"),
                ("net/bridge/bridge-nf-call-arptables", "0"),
            ]
        plan.tolerated.insert(CloudLayout.uplinkDevice)
        plan.table = uplinkTable
        return plan
    }

    func link(of port: DesiredPort) -> LinkPlan {
        LinkPlan(
            name: port.device, kind: .tap, mtu: mtu(of: port.networkID), master: layout.bridge(port.networkID))
    }

    var routers: [NamespacePlan] { desired.routers.map(plan(of:)) }

    func plan(of router: DesiredRouter) -> NamespacePlan {
        var plan = NamespacePlan(namespace: layout.router(router.id))
        for leg in router.legs {
            var addresses = Set(leg.addresses)
            if leg.external { addresses.formUnion(router.floatingIPs.map { IPPrefix($0.address) }) }
            plan.links.append(
                LinkPlan(
                    name: layout.legDevice(leg.portID), kind: .cableEnd, mac: leg.mac, mtu: mtu(of: leg.networkID),
                    addresses: addresses))
        }
        if let external = router.externalLeg {
            plan.routes += router.gateways.map {
                RoutePlan(destination: nil, nextHop: $0, device: layout.legDevice(external.portID))
            }
        }
        plan.routes += router.routes.map { RoutePlan(destination: $0.destination, nextHop: $0.nextHop) }
        plan.sysctls = Self.forwarding
        // A guest that is asked for while it boots is found within a tenth of a second of its first word, not a second.
        plan.linkSysctls = plan.links.flatMap { link in
            ["ipv4", "ipv6"].map { ("net/\($0)/neigh/\(link.name)/retrans_time_ms", "100") }
        }
        plan.table = RouterTable(router: router, layout: layout).plan
        return plan
    }

    var dhcpServers: [NamespacePlan] {
        desired.networks.compactMap { network in
            guard let dhcp = network.dhcp else { return nil }
            var plan = NamespacePlan(namespace: layout.dhcp(network.id))
            var addresses = Set(dhcp.addresses)
            if dhcp.metadata, let metadata = IPPrefix("169.254.169.254") { addresses.insert(metadata) }
            plan.links = [
                LinkPlan(
                    name: layout.dhcpDevice(network.id), kind: .cableEnd, mac: dhcp.mac, mtu: network.mtu,
                    addresses: addresses)
            ]
            plan.sysctls = [("net/ipv6/conf/default/accept_ra", "0"), ("net/ipv6/conf/default/accept_dad", "0")]
            return plan
        }
    }

    private func links(of network: DesiredNetwork) -> [LinkPlan] {
        let bridge = layout.bridge(network.id)
        var links = [
            LinkPlan(
                name: bridge, kind: .bridge, mac: Digest.mac(network.id), mtu: network.mtu,
                addresses: Set(network.hostAddresses))
        ]
        switch network.kind {
        case .local: break
        case .vxlan(let tunnel):
            let name = layout.tunnelDevice(network.id)
            links.append(LinkPlan(name: name, kind: .vxlan(tunnel), mtu: network.mtu, master: bridge))
        case .flat(let interface):
            links.append(LinkPlan(name: interface, kind: .taken, mtu: network.mtu, master: bridge))
        }
        if network.dhcp != nil {
            links.append(
                LinkPlan(
                    name: layout.dhcpDevice(network.id), kind: .cable(to: layout.dhcp(network.id).name),
                    mtu: network.mtu, master: bridge))
        }
        return links
    }

    private func mtu(of networkID: String) -> Int { desired.networks.first { $0.id == networkID }?.mtu ?? 1500 }

    private var uplinkTable: TablePlan? {
        guard desired.uplink != nil else { return nil }
        let head = "type nat hook postrouting priority 100; policy accept;"
        let rule = "oifname \"\(CloudLayout.uplinkDevice)\" masquerade"
        return TablePlan(chains: [.init(name: "postrouting", head: head, rules: [rule])])
    }

    private static let forwarding = [
        ("net/ipv4/ip_forward", "1"), ("net/ipv6/conf/all/forwarding", "1"), ("net/ipv4/conf/all/rp_filter", "0"),
        ("net/ipv4/conf/default/rp_filter", "0"), ("net/ipv6/conf/default/accept_ra", "0"),
        ("net/ipv6/conf/default/accept_dad", "0"),
    ]
}
