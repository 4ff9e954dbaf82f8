/// Which conntrack zone each network has, kept as long as one of its devices is in the kernel's map.
struct ZoneAssignment {
    private(set) var zones: [String: UInt16] = [:]
    /// Each device's zone; networks with addresses of the namespace itself have none.
    private(set) var members: [String: UInt16] = [:]

    init(desired: DesiredHost, layout: CloudLayout, present: [String: String]) {
        var devices = [String: [String]]()
        for network in desired.networks where network.hostAddresses.isEmpty {
            devices[network.id] = [layout.tunnelDevice(network.id)]
            if network.dhcp != nil { devices[network.id]?.append(layout.dhcpDevice(network.id)) }
            if case .flat(let interface) = network.kind { devices[network.id]?.append(interface) }
        }
        for port in desired.ports { devices[port.networkID]?.append(port.device) }
        for leg in desired.routers.flatMap(\.legs) { devices[leg.networkID]?.append(layout.legDevice(leg.portID)) }
        var taken = Set<UInt16>()
        for (network, names) in devices.sorted(by: { $0.key < $1.key }) {
            guard let zone = names.lazy.compactMap({ present[$0].flatMap { UInt16($0) } }).first,
                taken.insert(zone).inserted
            else { continue }
            zones[network] = zone
        }
        var next: UInt16 = 1
        for network in devices.keys.sorted() where zones[network] == nil {
            while taken.contains(next) { next += 1 }
            taken.insert(next)
            zones[network] = next
        }
        for (network, names) in devices {
            for name in names { members[name] = zones[network] }
        }
    }
}
