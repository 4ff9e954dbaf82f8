import CloudCore
import Testing

@testable import PlacementService

/// The search itself, among 1,000 hosts: a bound that also a debug build keeps, to notice when it becomes quadratic.
@Suite struct SpeedTests {
    @Test func aThousandHostsAreSearchedFast() throws {
        let now = Timestamp(seconds: 0)
        var states: [String: ProviderState] = [:]
        for index in 0..<1000 {
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
        var group = RequestGroup(suffix: "")
        group.resources = [("DISK_GB", 1), ("MEMORY_MB", 512), ("VCPU", 1)]
        let request = CandidateRequest(groups: [group], limit: 1000)
        var best = Duration.seconds(10)
        for _ in 0..<5 {
            let start = ContinuousClock.now
            let list = CandidateSearch(forest, request).run()
            best = min(best, ContinuousClock.now - start)
            #expect(list.candidates.count == 1000 && list.summaries.count == 1000)
        }
        print("candidates among 1,000 hosts: \(best)")
        #expect(best < .milliseconds(250))
    }
}
