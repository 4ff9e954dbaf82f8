import ArgumentParser

/// A part of the cloud that a process may take on; in the order in which they start.
enum Role: String, CaseIterable, Sendable, ExpressibleByArgument {
    case identity
    case image
    case placement
    case computeAPI = "compute-api"
    case scheduler
    case conductor
    case networkAPI = "network-api"
    case networkAgent = "network-agent"
    case computeAgent = "compute-agent"

    /// The service whose API this role answers; nil for roles without one.
    var service: String? {
        switch self {
        case .identity: "identity"
        case .image: "image"
        case .placement: "placement"
        case .computeAPI: "compute"
        case .networkAPI: "network"
        case .scheduler, .conductor, .computeAgent, .networkAgent: nil
        }
    }

    /// Agents have no database: their spans go by the bus.
    var isAgent: Bool { self == .computeAgent || self == .networkAgent }
}
