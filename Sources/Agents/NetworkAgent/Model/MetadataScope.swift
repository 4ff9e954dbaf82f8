import AgentProtocols

/// Where a metadata request came in: it says which networks its source address belongs to.
enum MetadataScope: Sendable, Hashable {
    /// Through the redirection in a router's namespace.
    case router(String)
    /// At the DHCP server of a network that no router serves.
    case network(String)
}

extension HostNetworkState {
    /// The server's port that has this address, seen from `scope`; nil when nobody has it, or no server does.
    func guest(at address: String, in scope: MetadataScope) -> HostNetworkMember? {
        switch scope {
        case .network(let id):
            return member(of: id) { $0.address == address }
        case .router(let id):
            for leg in routers.first(where: { $0.id == id })?.legs ?? [] where !leg.external {
                let found = member(of: leg.networkID) { $0.address == address && leg.subnetIDs.contains($0.subnetID) }
                if let found { return found }
            }
            return nil
        }
    }

    private func member(of networkID: String, where fits: (HostFixedAddress) -> Bool) -> HostNetworkMember? {
        networks.first { $0.id == networkID }?.members.first { member in
            member.isGuest && !member.deviceID.isEmpty && member.addresses.contains(where: fits)
        }
    }
}
