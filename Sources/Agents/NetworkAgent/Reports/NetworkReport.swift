/// Something that the network service wants to know of this host.
enum NetworkReport: Sendable, Hashable {
    case plugged(portID: String, device: String)
    case unplugged(portID: String)
    case routerReady(routerID: String, generation: Int64)

    /// What it is about: of two reports about the same, the later one counts.
    var subject: String {
        switch self {
        case .plugged(let id, _), .unplugged(let id): "port/\(id)"
        case .routerReady(let id, _): "router/\(id)"
        }
    }
}
