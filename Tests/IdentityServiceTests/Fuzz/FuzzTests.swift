import CloudCore
import FoundationEssentials
import TestKit
import Testing

@testable import IdentityService

/// Every operation of the published API under requests that nobody should send: no 500, no crash, and what is refused
/// has changed nothing. `APUS_FUZZ_SEED` repeats a run; `APUS_FUZZ_REQUESTS` is how many (`scripts/test fuzz` sends
/// 200,000).
@Suite struct FuzzTests {
    /// Requests to one service, before the next begins with an empty database.
    private static let perWorld = 2500

    @Test(arguments: TestEngine.available) func nothingBreaks(_ engine: TestEngine) async throws {
        let variables = ProcessInfo.processInfo.environment
        let total = variables["APUS_FUZZ_REQUESTS"].flatMap(Int.init) ?? 10_000
        let seed = variables["APUS_FUZZ_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0..<1_000_000)
        let operations = try FuzzOperation.all(of: "identity")
        #expect(operations.count > 300)
        // SQLite bears the brunt; PostgreSQL gets enough to tell the engines apart.
        let worlds = max(1, (engine == .sqlite ? total : total / 20) / Self.perWorld)
        let problems = try await withThrowingTaskGroup(of: [String].self) { group in
            for lane in 0..<2 {
                group.addTask {
                    var problems: [String] = []
                    for world in stride(from: lane, to: worlds, by: 2) where problems.count < 20 {
                        problems += try await Self.run(engine, operations, seed: seed &+ UInt64(world))
                    }
                    return problems
                }
            }
            return try await group.reduce([], +)
        }
        for problem in problems.prefix(20) { Issue.record("\(problem)") }
    }

    private static func run(
        _ engine: TestEngine, _ operations: [FuzzOperation], seed: UInt64
    ) async throws -> [String] {
        let problems = LockedValue<[String]>([])
        try await IdentityFixture.run(engine, settings: ["identity.password_cost": "4"]) { cloud in
            var world = try await FuzzWorld(cloud, seed: seed)
            for number in 0..<perWorld {
                try await world.fire(world.values.random.pick(operations, or: operations[0]))
                if number % 500 == 499, try await !world.isUsable() { break }
            }
            // A run in which next to nothing is taken, or refused, would show nothing.
            let counts = world.answers
            let all = counts.values.reduce(0, +)
            var found = world.problems.map { "seed \(seed): \($0)" }
            if counts[2, default: 0] * 20 < all || counts[4, default: 0] * 5 < all {
                found.append("seed \(seed): the requests are all of a kind: \(counts)")
            }
            let complete = found
            problems.withLock { $0 = complete }
        }
        return problems.withLock { $0 }
    }
}
