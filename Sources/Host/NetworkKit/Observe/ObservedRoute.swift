/// A route of ours as `ip -j route show proto 190` tells of it.
struct ObservedRoute: Decodable, Sendable {
    var dst: String
    var gateway: String?

    func key(v6: Bool) -> String {
        let target = dst == "default" ? dst : IPPrefix(dst)?.shortText ?? dst
        return "\(v6 ? 6 : 4) \(target) \(gateway ?? "")"
    }

    var removal: String {
        let through = gateway.map { " via \($0)" } ?? ""
        return "route del \(dst)\(through) proto \(RoutePlan.protocolNumber)"
    }
}
