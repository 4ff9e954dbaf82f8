/// A range of a subnet's addresses that ports are given from.
struct AllocationPool: Sendable, Codable, Hashable {
    var start: String
    var end: String

    var range: ClosedRange<IPAddress>? {
        guard let start = IPAddress(start), let end = IPAddress(end), start <= end, start.isV6 == end.isV6 else {
            return nil
        }
        return start...end
    }

    /// The whole of `network` but for its gateway.
    static func all(of network: IPNetwork, without gateway: IPAddress?) -> [AllocationPool] {
        let usable = network.usable
        guard let gateway, usable.contains(gateway) else {
            return [AllocationPool(usable.lowerBound, usable.upperBound)]
        }
        var pools: [AllocationPool] = []
        if gateway > usable.lowerBound {
            pools.append(AllocationPool(usable.lowerBound, IPAddress(value: gateway.value - 1, isV6: gateway.isV6)))
        }
        if gateway < usable.upperBound { pools.append(AllocationPool(gateway.advanced(by: 1), usable.upperBound)) }
        return pools
    }

    private init(_ start: IPAddress, _ end: IPAddress) {
        self.start = start.text
        self.end = end.text
    }

    init(start: String, end: String) {
        self.start = start
        self.end = end
    }
}
