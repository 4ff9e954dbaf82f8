import AgentProtocols
import NetworkKit

extension HostTranslation {
    func port(_ port: HostPort) -> DesiredPort {
        DesiredPort(id: port.id, networkID: port.networkID, device: port.device, filter: filter(of: port))
    }

    func group(_ group: HostAddressGroup) -> AddressGroup {
        AddressGroup(id: group.id, members: Set(group.members.compactMap { IPPrefix($0) }))
    }

    private func filter(of port: HostPort) -> PortFilter? {
        // Switched off: nothing has an address to come from or a rule to pass by.
        guard port.adminStateUp else { return PortFilter(mac: port.mac, fixedAddresses: []) }
        guard port.portSecurity else { return nil }
        return PortFilter(
            mac: port.mac, fixedAddresses: port.addresses.compactMap { IPAddress($0.address) },
            allowedPairs: port.allowedPairs.compactMap { pair in
                IPPrefix(pair.address).map { AddressPair(mac: pair.mac, prefix: $0) }
            }, rules: port.rules.compactMap(rule))
    }

    /// nil for a rule that nothing can match here; it must not let more pass than it says.
    private func rule(_ rule: HostSecurityRule) -> SecurityRule? {
        var transport: IPProtocol?
        if let number = rule.protocolNumber {
            guard let number = UInt8(exactly: number) else { return nil }
            transport = IPProtocol(number: number)
        }
        var remote = SecurityRule.Remote.any
        if let group = rule.remoteGroupID {
            remote = .group(group)
        } else if let text = rule.remotePrefix {
            guard let prefix = IPPrefix(text) else { return nil }
            remote = .prefix(prefix)
        }
        return SecurityRule(
            rule.direction == .ingress ? .ingress : .egress, rule.ethertype == .ipv4 ? .ipv4 : .ipv6,
            transport: transport, portMin: rule.portMin, portMax: rule.portMax, remote: remote)
    }
}
