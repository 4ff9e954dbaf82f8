import AgentProtocols
import CloudCore
import CloudSQL

/// Some security groups' rules, and the addresses of the groups that those name.
struct GroupRules {
    let addresses: [HostAddressGroup]
    private let groups: [String: SecurityGroup]

    /// - Parameter alsoMembersOf: groups whose members are told even when no rule names them.
    init(_ work: Work, _ ids: Set<String>, alsoMembersOf others: Set<String> = []) throws {
        let known = try work.table(SecurityGroup.self).find(keys: Array(ids))
        groups = Dictionary(known.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let remote = Set(known.flatMap(\.rules).compactMap(\.remoteGroupID)).union(others).sorted()
        guard !remote.isEmpty else {
            addresses = []
            return
        }
        let memberships = try work.table(GroupMembership.self).list(
            ListQuery(filters: [.init("group_id", .isIn, remote.map { .string($0) })]))
        let ports = Dictionary(
            try work.table(Port.self).find(keys: memberships.map(\.portID)).map { ($0.id, $0) },
            uniquingKeysWith: { $1 })
        let members = Dictionary(grouping: memberships, by: \.groupID)
        addresses = remote.map { id in
            let inside = (members[id] ?? []).compactMap { ports[$0.portID] }
            let texts = inside.flatMap { port in
                port.fixedIPs.map(\.ipAddress) + port.allowedAddressPairs.map(\.ipAddress)
            }
            let prefixes = Set(texts.compactMap { IPNetwork($0)?.canonical.text })
            return HostAddressGroup(id: id, members: prefixes.sorted())
        }
    }

    func describe(_ port: Port) -> HostPort {
        HostPort(
            id: port.id, networkID: port.networkID, device: port.device, mac: port.macAddress,
            addresses: port.hostAddresses,
            allowedPairs: port.allowedAddressPairs.map { .init(mac: $0.macAddress, address: $0.ipAddress) },
            portSecurity: port.portSecurityEnabled,
            rules: port.portSecurityEnabled ? port.securityGroups.flatMap(rules) : [], adminStateUp: port.adminStateUp,
            deviceID: port.deviceID, deviceOwner: port.deviceOwner, projectID: port.projectID,
            status: port.status.rawValue)
    }

    private func rules(of groupID: String) -> [HostSecurityRule] {
        guard let group = groups[groupID] else { return [] }
        return group.rules.map { rule in
            HostSecurityRule(
                direction: rule.direction == "ingress" ? .ingress : .egress,
                ethertype: rule.ethertype == "IPv6" ? .ipv6 : .ipv4,
                protocolNumber: rule.protocolNumber.flatMap { $0 == 0 ? nil : $0 },
                portMin: rule.portRangeMin, portMax: rule.portRangeMax, remotePrefix: rule.normalizedCIDR,
                remoteGroupID: rule.remoteGroupID, stateful: group.stateful)
        }
    }
}
