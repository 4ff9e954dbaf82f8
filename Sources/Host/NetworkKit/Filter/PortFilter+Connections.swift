extension PortFilter {
    /// Whether the rules still allow a connection of this port; those of others are always allowed.
    func allows(_ connection: Connection, groups: [String: Set<IPPrefix>]) -> Bool {
        let own = fixedAddresses.map { IPPrefix($0) } + allowedPairs.map(\.prefix)
        if own.contains(where: { $0.contains(connection.destination) }),
            !permits(connection, .ingress, remote: connection.source, groups)
        {
            return isImplied(connection)
        }
        if own.contains(where: { $0.contains(connection.source) }),
            !permits(connection, .egress, remote: connection.destination, groups)
        {
            return isImplied(connection)
        }
        return true
    }

    private func permits(
        _ connection: Connection, _ direction: SecurityRule.Direction, remote: IPAddress,
        _ groups: [String: Set<IPPrefix>]
    ) -> Bool {
        rules.contains { rule in
            guard rule.direction == direction, (rule.family == .ipv6) == remote.isV6 else { return false }
            switch rule.remote {
            case .any: break
            case .prefix(let prefix): if !prefix.contains(remote) { return false }
            case .group(let id): if groups[id]?.contains(where: { $0.contains(remote) }) != true { return false }
            }
            guard let number = rule.number else { return true }
            guard number == connection.number else { return false }
            if IPProtocol(number: number).isICMP {
                return (rule.portMin == nil || rule.portMin == connection.icmpType)
                    && (rule.portMax == nil || rule.portMax == connection.icmpCode)
            }
            guard let low = rule.portMin ?? rule.portMax, let port = connection.destinationPort else { return true }
            return (low...max(low, rule.portMax ?? low)).contains(port)
        }
    }

    /// What passes without a rule: DHCP, metadata.
    private func isImplied(_ connection: Connection) -> Bool {
        if connection.number == 17, let port = connection.destinationPort { return [67, 68, 546, 547].contains(port) }
        return connection.number == 6 && connection.destination.text == "169.254.169.254"
    }
}
