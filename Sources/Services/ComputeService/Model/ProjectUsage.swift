import CloudCore

/// What a project's servers used in a stretch of time, each counted for the part of it that it stood.
struct ProjectUsage: Sendable {
    let projectID: String
    let start: Timestamp
    let stop: Timestamp
    let servers: [Server]

    /// Hours that a server stood within the stretch.
    func hours(_ server: Server) -> Double {
        guard let launched = server.launchedAt else { return 0 }
        let from = max(launched, start)
        let until = min(server.terminatedAt ?? stop, stop)
        return from < until ? (until - from).milliseconds / 3_600_000 : 0
    }

    /// Seconds since the server came up, or that it stood when it is gone.
    func uptime(_ server: Server) -> Int {
        guard let launched = server.launchedAt else { return 0 }
        return Int(max(0, (server.terminatedAt ?? stop).seconds - launched.seconds))
    }

    var totalHours: Double { sum { _ in 1 } }
    var vcpuHours: Double { sum { $0.vcpus } }
    var memoryHours: Double { sum { $0.memory } }
    var diskHours: Double { sum(Self.disk) }

    /// GiB.
    static func disk(_ server: Server) -> Int { server.flavor.disk + server.flavor.ephemeral }

    private func sum(_ amount: (Server) -> Int) -> Double {
        servers.map { hours($0) * Double(amount($0)) }.reduce(0, +)
    }
}
