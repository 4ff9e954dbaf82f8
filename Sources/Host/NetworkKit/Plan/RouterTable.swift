/// A router's address translation: floating IPs one to one, all else behind its own address, metadata to the proxy.
struct RouterTable {
    let router: DesiredRouter
    let layout: CloudLayout

    var plan: TablePlan {
        TablePlan(chains: [
            .init(name: "origin", head: "type filter hook prerouting priority -150; policy accept;", rules: marks),
            .init(name: "prerouting", head: "type nat hook prerouting priority -100; policy accept;", rules: before),
            .init(name: "output", head: "type nat hook output priority -100; policy accept;", rules: floatingIn),
            .init(name: "postrouting", head: "type nat hook postrouting priority 100; policy accept;", rules: after),
        ])
    }

    private var external: String? { router.externalLeg.map { layout.legDevice($0.portID) } }

    private var floating: [FloatingIP] {
        router.floatingIPs.filter { !$0.address.isV6 }.sorted { $0.address < $1.address }
    }

    /// What came from outside keeps its source: only a packet turned back inside is hidden.
    private var marks: [String] { external.map { ["iifname \"\($0)\" meta mark set 1"] } ?? [] }

    private var floatingIn: [String] {
        external == nil ? [] : floating.map { "ip daddr \($0.address.text) dnat to \($0.fixed.text)" }
    }

    private var before: [String] {
        var rules = [String]()
        if let port = router.metadataPort {
            rules += router.internalLegs.map {
                "iifname \"\(layout.legDevice($0.portID))\" ip daddr 169.254.169.254 tcp dport 80 redirect to :\(port)"
            }
        }
        return rules + floatingIn
    }

    private var after: [String] {
        guard let external, let leg = router.externalLeg else { return [] }
        var rules = floating.map { "oifname \"\(external)\" ip saddr \($0.fixed.text) snat to \($0.address.text)" }
        guard let own = leg.addresses.first(where: { !$0.isV6 })?.address.text else { return rules }
        rules.append("oifname != \"\(external)\" meta mark != 1 ct status dnat snat to \(own)")
        if router.translatesSources {
            rules.append("oifname \"\(external)\" meta mark != 1 snat to \(own)")
        }
        return rules
    }
}
