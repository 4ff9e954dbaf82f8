/// One port's three chains.
struct PortChains {
    let filter: PortFilter

    /// What leaves the guest must bear its own addresses, and must not play the server or the router.
    var antiSpoofing: [String] {
        let macs = Set(filter.sources.compactMap { $0.mac?.lowercased() }).union([filter.mac.lowercased()]).sorted()
        var rules = [
            "ether saddr != { \(macs.joined(separator: ", ")) } drop",
            "meta protocol ip udp sport 67 udp dport 68 drop",
            "meta protocol ip6 udp sport 547 udp dport 546 drop",
            "meta protocol ip6 icmpv6 type { 134, 137 } drop",
            "ip saddr 0.0.0.0 udp sport 68 udp dport 67 return",
            "arp saddr ip 0.0.0.0 arp saddr ether { \(macs.joined(separator: ", ")) } return",
            "ip6 saddr :: icmpv6 type { 130, 131, 132, 135, 143 } return",
        ]
        if let targets = advertisedTargets {
            rules.append("icmpv6 type 136 @th,64,128 != { \(targets.joined(separator: ", ")) } drop")
        }
        for v6 in [false, true] {
            let pairs = sourcePairs(v6: v6)
            guard !pairs.isEmpty else { continue }
            let set = "{ \(pairs.joined(separator: ", ")) }"
            rules.append("ether saddr . \(v6 ? "ip6" : "ip") saddr \(set) return")
            // The Ethernet source was checked above; the sender inside must be of the port too.
            if !v6 { rules.append("arp saddr ether . arp saddr ip \(set) return") }
        }
        return rules + ["drop"]
    }

    /// `return` lets a packet on to the receiver's chain.
    var fromGuest: [String] {
        [
            "meta mark & \(FilterPlan.invalid) != 0 drop",
            "meta mark & \(FilterPlan.established) != 0 return",
            "ether type arp return",
            "meta protocol ip udp sport 68 udp dport 67 return",
            "meta protocol ip6 udp sport 546 udp dport 547 return",
            "meta protocol ip6 icmpv6 type { 130, 131, 132, 133, 135, 136, 143 } return",
            "ip daddr 169.254.169.254 tcp dport 80 return",
        ] + matches(.egress).map { "\($0) return" } + ["drop"]
    }

    var toGuest: [String] {
        [
            "meta mark & \(FilterPlan.invalid) != 0 drop",
            "meta mark & \(FilterPlan.established) != 0 accept",
            "ether type arp accept",
            "meta protocol ip udp sport 67 udp dport 68 accept",
            "meta protocol ip6 udp sport 547 udp dport 546 accept",
            "meta protocol ip6 icmpv6 type { 130, 131, 132, 134, 135, 136, 143 } accept",
        ] + matches(.ingress).map { "\($0) accept" } + ["drop"]
    }

    static func setName(_ groupID: String, v6: Bool) -> String { "g\(v6 ? 6 : 4)_\(groupID)" }

    private func matches(_ direction: SecurityRule.Direction) -> [String] {
        let all = filter.rules.filter { $0.direction == direction }.compactMap(Self.match)
        return Set(all).sorted()
    }

    /// What neighbour advertisements may speak for; nil when a pair allows whole networks.
    private var advertisedTargets: [String]? {
        let prefixes = filter.sources.map(\.prefix).filter(\.isV6)
        guard !prefixes.isEmpty, prefixes.allSatisfy({ $0.length == 128 }) else { return nil }
        return Set(prefixes).sorted { $0.address < $1.address }.map { prefix in
            "0x" + prefix.address.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    private func sourcePairs(v6: Bool) -> [String] {
        let byMAC = Dictionary(grouping: filter.sources.filter { $0.prefix.isV6 == v6 }) { $0.mac?.lowercased() ?? "" }
        return byMAC.keys.sorted().flatMap { mac in
            IPPrefix.withoutOverlaps((byMAC[mac] ?? []).map(\.prefix)).map { "\(mac) . \($0.shortText)" }
        }
    }

    /// The rule as a match; nil for one that can never match.
    private static func match(_ rule: SecurityRule) -> String? {
        let v6 = rule.family == .ipv6
        let side = rule.direction == .ingress ? "saddr" : "daddr"
        var text = "meta protocol \(v6 ? "ip6" : "ip")"
        switch rule.remote {
        case .any: break
        case .prefix(let prefix):
            guard prefix.isV6 == v6 else { return nil }
            if prefix.length > 0 { text += " \(v6 ? "ip6" : "ip") \(side) \(prefix.shortText)" }
        case .group(let id):
            text += " \(v6 ? "ip6" : "ip") \(side) @\(setName(id, v6: v6))"
        }
        guard let number = rule.number else { return text }
        if number == 1 || number == 58 {
            let word = number == 1 ? "icmp" : "icmpv6"
            guard let type = rule.portMin else { return "\(text) meta l4proto \(number)" }
            return "\(text) \(word) type \(type)" + (rule.portMax.map { " \(word) code \($0)" } ?? "")
        }
        text += " meta l4proto \(number)"
        guard IPProtocol(number: number).hasPorts, let low = rule.portMin ?? rule.portMax else { return text }
        let high = rule.portMax ?? low
        if low <= 1 && high >= 65535 { return text }
        return "\(text) th dport \(low == high ? "\(low)" : "\(low)-\(high)")"
    }
}

extension SecurityRule {
    /// The set of the group that the rule names.
    var groupSet: String? {
        guard case .group(let id) = remote else { return nil }
        return PortChains.setName(id, v6: family == .ipv6)
    }
}
