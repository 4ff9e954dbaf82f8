/// All that one host's network should be. Pure; what it does not name will not be there.
package struct DesiredHost: Sendable, Codable, Hashable {
    package var networks: [DesiredNetwork]
    package var ports: [DesiredPort]
    /// Members of the groups that the ports' rules name.
    package var groups: [AddressGroup]
    package var routers: [DesiredRouter]
    /// Lets the cloud's namespace reach what the host reaches; nil cuts it off.
    package var uplink: DesiredUplink?

    package init(
        networks: [DesiredNetwork] = [], ports: [DesiredPort] = [], groups: [AddressGroup] = [],
        routers: [DesiredRouter] = [], uplink: DesiredUplink? = nil
    ) {
        self.networks = networks
        self.ports = ports
        self.groups = groups
        self.routers = routers
        self.uplink = uplink
    }

    /// Throws `NetworkError` for values that would not pass as arguments, or that name what is not there.
    func validate() throws {
        let known = Set(networks.map(\.id))
        for port in ports {
            try Self.check(device: port.device)
            try Self.check(mac: port.filter?.mac)
            for pair in port.filter?.allowedPairs ?? [] { try Self.check(mac: pair.mac) }
            guard known.contains(port.networkID) else { throw NetworkError.unknown("network", port.networkID) }
        }
        for network in networks {
            try Self.check(id: network.id)
            try Self.check(mac: network.dhcp?.mac)
            if case .flat(let interface) = network.kind { try Self.check(device: interface) }
            for host in network.dhcp?.hosts ?? [] {
                try Self.check(id: host.portID)
                try Self.check(mac: host.mac)
            }
        }
        for router in routers {
            try Self.check(id: router.id)
            for leg in router.legs {
                try Self.check(mac: leg.mac)
                try Self.check(id: leg.portID)
                guard known.contains(leg.networkID) else { throw NetworkError.unknown("network", leg.networkID) }
            }
        }
        for group in groups { try Self.check(id: group.id) }
    }

    private static func check(device: String) throws {
        let fits = (1...15).contains(device.utf8.count) && device.utf8.allSatisfy(isNameByte)
        guard fits, device != ".", device != ".." else { throw NetworkError.invalid("device name", device) }
    }

    private static func check(id: String) throws {
        guard (1...64).contains(id.utf8.count), id.utf8.allSatisfy(isNameByte), !id.hasPrefix(".") else {
            throw NetworkError.invalid("id", id)
        }
    }

    private static func check(mac: String?) throws {
        guard let mac else { return }
        let parts = mac.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts.allSatisfy({ $0.count == 2 && UInt8($0, radix: 16) != nil }) else {
            throw NetworkError.invalid("MAC address", mac)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte) || (65...90).contains(byte)
            || [45, 46, 95].contains(byte)
    }
}
