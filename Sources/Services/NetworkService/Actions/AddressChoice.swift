import CloudCore
import CloudSQL

/// Which addresses a port gets. The claim on one is the allocation's key: it cannot be had twice, in whatever process.
extension Work {
    /// One wanted address: from a subnet, a certain one, or both.
    struct Wanted: Sendable {
        var subnetID: String?
        var address: String?
    }

    /// The addresses of a new port, or of one whose addresses change; `kept` are those that it has already.
    ///
    /// - Parameter wanted: nil lets the network decide.
    func chooseAddresses(
        _ network: Network, _ wanted: [Wanted]?, mac: MACAddress, keeping kept: [FixedIP] = []
    ) throws -> [FixedIP] {
        let subnets = try subnets(of: network.id)
        guard let wanted else { return try anyAddresses(network, subnets, mac) }
        var chosen: [FixedIP] = []
        for one in wanted {
            let subnet = try subnet(for: one, network, subnets)
            if let address = one.address {
                let fixed = FixedIP(subnetID: subnet.id, ipAddress: address)
                try requireFree(fixed, subnet, kept)
                chosen.append(fixed)
            } else if let old = kept.first(where: { $0.subnetID == subnet.id && !chosen.contains($0) }) {
                chosen.append(old)
            } else if let own = subnet.ownAddress(mac) {
                chosen.append(FixedIP(subnetID: subnet.id, ipAddress: own.text))
            } else {
                guard let free = try freeAddress(subnet, besides: chosen) else { throw Fault.noAddresses(network.id) }
                chosen.append(free)
            }
        }
        return chosen
    }

    /// Writes which addresses the port has; the old ones are free at once.
    func claim(_ port: Port, before: [FixedIP] = []) throws {
        let gone = before.filter { !port.fixedIPs.contains($0) }
        for fixed in gone { try table(IPAllocation.self).delete(IPAllocation.key(fixed)) }
        let new = port.fixedIPs.filter { !before.contains($0) }
        try table(IPAllocation.self).insert(contentsOf: new.map { IPAllocation(port, $0) })
    }

    /// An IPv4 address, an IPv6 one of a stateful subnet, and one in each subnet where ports make their own.
    private func anyAddresses(_ network: Network, _ subnets: [Subnet], _ mac: MACAddress) throws -> [FixedIP] {
        var chosen: [FixedIP] = []
        for version in [4, 6] {
            let plain = subnets.filter { $0.ipVersion == version && !$0.isAutoAddressed }
            guard !plain.isEmpty else { continue }
            var free: FixedIP?
            for subnet in plain where free == nil { free = try freeAddress(subnet, besides: []) }
            guard let free else { throw Fault.noAddresses(network.id) }
            chosen.append(free)
        }
        for subnet in subnets {
            if let own = subnet.ownAddress(mac) { chosen.append(FixedIP(subnetID: subnet.id, ipAddress: own.text)) }
        }
        return chosen
    }

    private func subnet(for wanted: Wanted, _ network: Network, _ subnets: [Subnet]) throws -> Subnet {
        let address = wanted.address.flatMap { IPAddress($0) }
        if let id = wanted.subnetID {
            guard let subnet = subnets.first(where: { $0.id == id }) else {
                if try table(Subnet.self).find(id) == nil { throw Fault.missingSubnet(id) }
                throw Fault.invalidInput(
                    "Failed to create port on network \(network.id), because fixed_ips included invalid subnet \(id).")
            }
            if let address, subnet.network?.contains(address) != true {
                throw Fault.badRequest(
                    "IP address \(address.text) is not a valid IP for the specified subnet.", code: "InvalidIpForSubnet"
                )
            }
            return subnet
        }
        guard let address else { throw Fault.invalidInput("IP allocation requires subnet_id or ip_address.") }
        guard let subnet = subnets.first(where: { $0.network?.contains(address) == true }) else {
            throw Fault.badRequest(
                "IP address \(address.text) is not a valid IP for any of the subnets on the specified network.",
                code: "InvalidIpForNetwork")
        }
        return subnet
    }

    private func requireFree(_ fixed: FixedIP, _ subnet: Subnet, _ kept: [FixedIP]) throws {
        guard !kept.contains(fixed) else { return }
        if let range = subnet.network, let address = IPAddress(fixed.ipAddress), !range.usable.contains(address) {
            throw Fault.badRequest(
                "IP address \(fixed.ipAddress) is not a valid IP for the specified subnet.", code: "InvalidIpForSubnet")
        }
        guard try table(IPAllocation.self).find(IPAllocation.key(fixed)) == nil else {
            throw Fault.conflict(
                "IP address \(fixed.ipAddress) already allocated in subnet \(subnet.id)",
                code: "IpAddressAlreadyAllocated")
        }
    }

    /// An address of the subnet's pools that nobody has; nil when there is none.
    func freeAddress(_ subnet: Subnet, besides chosen: [FixedIP]) throws -> FixedIP? {
        let pools = subnet.allocationPools.compactMap(\.range)
        let used = try table(IPAllocation.self).count([.init("subnet_id", .isIn, [.string(subnet.id)])])
        let own = Set(chosen.map(\.ipAddress))
        // Given in order, the next free one is near the count of those used; who lost a race looks elsewhere.
        let window = Self.addresses(pools, from: max(0, used - 8), count: 64)
        let taken = try takenAddresses(subnet, window)
        let free = window.filter { !taken.contains($0) && !own.contains($0) }
        if !free.isEmpty {
            let place = races == 0 ? 0 : Int.random(in: 0..<free.count)
            return FixedIP(subnetID: subnet.id, ipAddress: free[place])
        }
        let all = try connection.addresses(inSubnet: subnet.id)
        for pool in pools {
            var address = pool.lowerBound
            while address <= pool.upperBound {
                if !all.contains(address.text), !own.contains(address.text) {
                    return FixedIP(subnetID: subnet.id, ipAddress: address.text)
                }
                address = address.advanced(by: 1)
            }
        }
        return nil
    }

    private func takenAddresses(_ subnet: Subnet, _ addresses: [String]) throws -> Set<String> {
        let keys = addresses.map { IPAllocation.key(FixedIP(subnetID: subnet.id, ipAddress: $0)) }
        return Set(try table(IPAllocation.self).find(keys: keys).map(\.address))
    }

    /// `count` addresses of the pools beginning with the one at `position`, round and round.
    private static func addresses(_ pools: [ClosedRange<IPAddress>], from position: Int, count: Int) -> [String] {
        let sizes = pools.map { UInt128(min($0.upperBound.value - $0.lowerBound.value, UInt128(Int64.max))) + 1 }
        let total = sizes.reduce(0, +)
        guard total > 0 else { return [] }
        return (0..<min(UInt128(count), total)).map { step in
            var place = (UInt128(position) + step) % total
            for (pool, size) in zip(pools, sizes) {
                if place < size { return pool.lowerBound.advanced(by: place).text }
                place -= size
            }
            return pools[0].lowerBound.text
        }
    }
}

extension Subnet {
    /// The address that a device of this MAC gives itself here; nil where it does not.
    func ownAddress(_ mac: MACAddress) -> IPAddress? {
        guard isAutoAddressed, let network else { return nil }
        return IPAddress(prefix: network, mac: mac)
    }
}
