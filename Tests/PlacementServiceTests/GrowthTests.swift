import CloudCore
import Testing

@testable import PlacementService

/// The search itself grows as the hosts do; how fast it is, the benchmarks measure.
@Suite struct GrowthTests {
    @Test func tenTimesTheHostsCostNoHundredTimesTheTime() {
        let (few, many) = (Self.best(hosts: 200), Self.best(hosts: 2000))
        // Ten times as long, and as long again a few times where the machine is busy; quadratic would be a hundred.
        #expect(many < few * 40, "\(few) among 200 hosts, \(many) among 2,000")
    }

    /// The shortest of several searches that find every host.
    private static func best(hosts: Int) -> Duration {
        let forest = forest(hosts: hosts)
        var group = RequestGroup(suffix: "")
        group.resources = [("DISK_GB", 1), ("MEMORY_MB", 512), ("VCPU", 1)]
        let request = CandidateRequest(groups: [group], limit: hosts)
        return (0..<5).map { _ in
            let start = ContinuousClock.now
            let list = CandidateSearch(forest, request).run()
            let time = ContinuousClock.now - start
            #expect(list.candidates.count == hosts && list.summaries.count == hosts)
            return time
        }.min() ?? .zero
    }

    private static func forest(hosts: Int) -> ProviderForest {
        let now = Timestamp(seconds: 0)
        var states: [String: ProviderState] = [:]
        for index in 0..<hosts {
            let uuid = "host-\(index)"
            let provider = ResourceProvider(
                uuid: uuid, name: uuid, parentProviderUUID: nil, rootProviderUUID: uuid, generation: 0, createdAt: now,
                updatedAt: now)
            let stocks = [("DISK_GB", 4000), ("MEMORY_MB", 262_144), ("VCPU", 64)].map { name, total in
                Stock(
                    inventory: InventoryInput(resourceClass: name, total: Int64(total)).inventory(of: uuid, now: now),
                    used: 0)
            }
            states[uuid] = ProviderState(provider, stocks: stocks, traits: [], aggregates: [])
        }
        var forest = ProviderForest(change: 1)
        forest.replace(Array(states.keys), with: states)
        return forest
    }
}
