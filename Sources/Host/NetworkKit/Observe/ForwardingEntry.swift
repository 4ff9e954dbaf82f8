/// Where a tunnel sends a MAC, as `bridge -j fdb show` tells of it; all zeros is everybody.
struct ForwardingEntry: Decodable, Sendable, Hashable {
    var mac: String
    var ifname: String?
    var dst: String?
}
