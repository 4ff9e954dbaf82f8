import AgentProtocols

/// What the service was told of this host's routers, so that it is not told again and again.
struct RouterReadiness {
    private struct Told {
        var router: HostRouter
        var generation: Int64
        var at: ContinuousClock.Instant
    }

    /// A router that did not change is told again after this: its row may have, there and back.
    private static let patience = Duration.seconds(1)

    private var told: [String: Told] = [:]

    /// Of the routers that stand at `generation`, those to be told; they count as told then.
    mutating func toReport(
        _ standing: [HostRouter], _ generation: Int64, at now: ContinuousClock.Instant
    ) -> [String] {
        let news = standing.filter { router in
            guard let old = told[router.id] else { return true }
            return old.router != router || (old.generation < generation && old.at.duration(to: now) > Self.patience)
        }
        let present = Set(standing.map(\.id))
        told = told.filter { present.contains($0.key) }
        for router in news { told[router.id] = Told(router: router, generation: generation, at: now) }
        return news.map(\.id)
    }
}
