/// A route that should be in a namespace, marked as ours by its protocol number.
struct RoutePlan: Sendable, Hashable {
    static let protocolNumber = 190

    /// nil is the default route.
    var destination: IPPrefix?
    var nextHop: IPAddress
    /// nil: the kernel finds it by the next hop.
    var device: String?

    var line: String {
        let target = destination?.shortText ?? "default"
        let through = device.map { " dev \($0) onlink" } ?? ""
        return "route replace \(target) via \(nextHop.text)\(through) proto \(Self.protocolNumber)"
    }

    var key: String { "\(nextHop.isV6 ? 6 : 4) \(destination?.shortText ?? "default") \(nextHop.text)" }
}
