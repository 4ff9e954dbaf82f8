/// The packet filter of a cloud's namespace, worked out: chains, verdict maps and sets. Pure.
///
/// This kernel's bridge family has no connection tracking, so: bridge prerouting gives each packet its network's mark;
/// `inet` prerouting (reached through br_netfilter) makes the mark a conntrack zone and adds the state as mark bits;
/// the ports' chains in bridge forward test those bits.
struct FilterPlan: Sendable, Equatable {
    static let established = "0x10000"
    static let invalid = "0x20000"
    /// Conntrack mark of a connection that no rule allows any more.
    static let condemned = 0xdead

    struct Place: Sendable, Hashable, Comparable {
        var family: String
        var name: String

        static func < (a: Place, b: Place) -> Bool { (a.family, a.name) < (b.family, b.name) }
    }

    struct Chain: Sendable, Hashable {
        /// `type filter hook …` of a base chain.
        var head: String?
        var rules: [String]

        var tag: ChainTag { ChainTag(digest: Digest.text("\(head ?? "")\n\(rules)"), rules: rules.count) }
    }

    /// A map (`values` has the key and the value) or a set (`values` has the key and an empty text).
    struct Collection: Sendable, Hashable {
        var type: String
        var values: [String: String]
    }

    var chains: [Place: Chain] = [:]
    var maps: [Place: Collection] = [:]
    var sets: [Place: Collection] = [:]

    /// `zones` holds each network's conntrack zone; a network without one is routed by the namespace itself.
    init(ports: [DesiredPort], groups: [AddressGroup], members: [String: UInt16]) {
        chains = Self.base
        var tables: [String: [String: String]] = ["spoof": [:], "from": [:], "to": [:]]
        for port in ports {
            guard let filter = port.filter else { continue }
            let compiler = PortChains(filter: filter)
            chains[Place(family: "bridge", name: "spoof_\(port.device)")] = Chain(rules: compiler.antiSpoofing)
            chains[Place(family: "bridge", name: "from_\(port.device)")] = Chain(rules: compiler.fromGuest)
            chains[Place(family: "bridge", name: "to_\(port.device)")] = Chain(rules: compiler.toGuest)
            for name in ["spoof", "from", "to"] { tables[name]?[port.device] = "jump \(name)_\(port.device)" }
        }
        for (name, values) in tables {
            maps[Place(family: "bridge", name: name)] = Collection(type: "type ifname : verdict;", values: values)
        }
        maps[Place(family: "bridge", name: "zone_of")] = Collection(
            type: "type ifname : mark;", values: members.mapValues { String($0) })
        let zones = Set(members.values).map { (String($0), String($0)) }
        maps[Place(family: "inet", name: "zones")] = Collection(
            type: "typeof meta mark : ct zone;", values: Dictionary(zones) { first, _ in first })
        let named = Set(ports.flatMap { $0.filter?.rules ?? [] }.compactMap(\.groupSet))
        for name in named {
            let v6 = name.hasPrefix("g6_")
            let group = groups.first { PortChains.setName($0.id, v6: v6) == name }
            let prefixes = IPPrefix.withoutOverlaps((group?.members ?? []).filter { $0.isV6 == v6 })
            sets[Place(family: "bridge", name: name)] = Collection(
                type: "type \(v6 ? "ipv6_addr" : "ipv4_addr"); flags interval;",
                values: Dictionary(prefixes.map { ($0.shortText, "") }) { first, _ in first })
        }
    }

    private static let base: [Place: Chain] = [
        Place(family: "bridge", name: "prerouting"): Chain(
            head: "type filter hook prerouting priority -300; policy accept;",
            rules: ["iifname vmap @spoof", "meta mark set iifname map @zone_of"]),
        Place(family: "bridge", name: "forward"): Chain(
            head: "type filter hook forward priority 10; policy accept;",
            rules: ["iifname vmap @from", "oifname vmap @to"]),
        // The namespace's own addresses are for external networks only, which have no zone.
        Place(family: "bridge", name: "input"): Chain(
            head: "type filter hook input priority 10; policy accept;",
            rules: ["meta mark & 0xffff != 0 drop", "iifname vmap @from"]),
        Place(family: "bridge", name: "output"): Chain(
            head: "type filter hook output priority 10; policy accept;", rules: ["oifname vmap @to"]),
        Place(family: "inet", name: "zone"): Chain(
            head: "type filter hook prerouting priority -300; policy accept;",
            rules: ["ct zone set meta mark map @zones"]),
        Place(family: "inet", name: "state"): Chain(
            head: "type filter hook prerouting priority -140; policy accept;", rules: states),
        Place(family: "inet", name: "own"): Chain(
            head: "type filter hook output priority -140; policy accept;", rules: states),
    ]

    private static let states = [
        "ct mark \(condemned) meta mark set meta mark | \(invalid) return",
        "ct state established,related meta mark set meta mark | \(established)",
        "ct state invalid meta mark set meta mark | \(invalid)",
    ]
}
