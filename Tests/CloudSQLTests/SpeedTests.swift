import CloudCore
import CloudSQL
import FoundationEssentials
import TestKit
import Testing

/// Measures, when APUS_MEASURE is set; asserts nothing.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["APUS_MEASURE"] != nil), .serialized)
struct SpeedTests {
    @Test(arguments: TestEngine.available)
    func pointReadsAndSmallWrites(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration]) { database in
            let samples = (0..<1000).map { Sample("s\($0)", project: "p\($0)") }
            try await database.write { try $0.table(Sample.self).insert(contentsOf: samples) }
            try await measure("\(engine) point reads, one row as Row", 20_000) { i in
                _ = try await database.read {
                    try $0.query("SELECT id, size FROM samples WHERE id = $1", [.text("s\(i % 1000)")])
                }
            }
            try await measure("\(engine) point reads, record of 21 columns", 20_000) { i in
                _ = try await database.read { try $0.table(Sample.self).find("s\(i % 1000)") }
            }
            try await measure("\(engine) one-row write transactions", 10_000) { i in
                _ = try await database.write {
                    try $0.execute("UPDATE samples SET size = $2 WHERE id = $1", [.text("s\(i % 1000)"), 5])
                }
            }
            let start = ContinuousClock.now
            for _ in 0..<10 {
                _ = try await database.read { try $0.table(Sample.self).list(ListQuery(order: [.init("size")])) }
            }
            print("\(engine) list of 1000 records of 21 columns: \((ContinuousClock.now - start).milliseconds / 10) ms")
        }
    }

    private func measure(
        _ what: String, _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for lane in 0..<16 {
                group.addTask { for i in stride(from: lane, to: count, by: 16) { try await body(i) } }
            }
            try await group.waitForAll()
        }
        print("\(what): \(Int(Double(count) / (ContinuousClock.now - start).milliseconds * 1000))/s")
    }
}
