import CloudCore
import CloudSQL
import TestKit
import Testing

@Suite struct MigrationTests {
    private let second = Migration(2, "colour", ["ALTER TABLE samples ADD COLUMN colour TEXT"])

    @Test(arguments: TestEngine.available)
    func severalOpenersAtOnceMigrateOnce(_ engine: TestEngine) async throws {
        try await engine.withLocation { location in
            let second = second
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        let database = try Database(location, migrations: [second, Sample.migration])
                        try await database.open()
                        try await database.read { _ = try $0.query("SELECT colour FROM samples") }
                        await database.close()
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Of two indexes SQLite takes the later one, unless it knows that it finds more.
    @Test(arguments: TestEngine.available)
    func anEstimateDecidesBetweenIndexes(_ engine: TestEngine) async throws {
        let indexes = Migration(
            2, "indexes",
            ["CREATE INDEX samples_by_name ON samples (name)", "CREATE INDEX samples_by_state ON samples (state, id)"])
        let estimates = Migration(
            3, "estimates", [], estimates: [IndexEstimate("samples", "samples_by_state", 500_000, 1)])
        for (migrations, index) in [([], "samples_by_state"), ([estimates], "samples_by_name")] {
            try await engine.withDatabase([Sample.migration, indexes] + migrations) { database in
                guard case .sqlite = database.location else { return }
                let plan = try await QueryPlan.ofPage("samples", equal: ["state", "name"], database)
                #expect(plan.contains(index))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func aNewerDatabaseIsRefusedAndAnOlderOneMigrated(_ engine: TestEngine) async throws {
        try await engine.withLocation { location in
            for migrations in [[Sample.migration], [Sample.migration, second]] {
                let database = try Database(location, migrations: migrations)
                try await database.open()
                await database.close()
            }
            let old = try Database(location, migrations: [Sample.migration])
            do {
                try await old.open()
                Issue.record("an old program opened a newer database")
            } catch SQLError.other(_, let message) {
                #expect(message.contains("newer than this program") && message.contains("colour"))
            }
            await old.close()
            let foreign = try Database(location, migrations: [Migration(1, "other", []), second])
            await #expect(throws: SQLError.self) { try await foreign.open() }
            await foreign.close()
        }
    }

    @Test(arguments: TestEngine.available)
    func aFailingMigrationLeavesNothing(_ engine: TestEngine) async throws {
        try await engine.withLocation { location in
            let statements = ["CREATE TABLE extra (id TEXT)", "ALTER TABLE nowhere ADD COLUMN x TEXT"]
            let broken = Migration(2, "broken", statements)
            let database = try Database(location, migrations: [Sample.migration, broken])
            do {
                try await database.open()
                Issue.record("a broken migration passed")
            } catch SQLError.other(_, let message) {
                #expect(message.contains("migration 2 (broken)"))
            }
            await database.close()
            let mend = Migration(2, "mended", ["CREATE TABLE extra (id TEXT)"])
            let mended = try Database(location, migrations: [Sample.migration, mend])
            try await mended.open()
            await mended.close()
        }
    }

    @Test func twoMigrationsOfOneNumberAreRefused() {
        #expect(throws: SQLError.self) {
            try Database(.sqlite(path: "/nowhere/x"), migrations: [Sample.migration, Sample.migration])
        }
    }

    @Test(arguments: TestEngine.available)
    func leasesAreExclusiveUntilTheyExpire(_ engine: TestEngine) async throws {
        let time = LockedValue(Timestamp(seconds: 1000))
        try await engine.withDatabase(clock: CloudClock { time.withLock { $0 } }) { database in
            func acquire(_ owner: String) async throws -> Bool {
                try await database.write { try $0.acquireLease(name: "x", owner: owner, for: .seconds(10)) }
            }
            let first = try await acquire("a")
            #expect(first)
            #expect(try await acquire("a"))
            #expect(try await !acquire("b"))
            #expect(try await database.write { try $0.renewLease(name: "x", owner: "a", for: .seconds(20)) })
            time.withLock { $0 = $0 + .seconds(20) }
            #expect(try await !database.write { try $0.renewLease(name: "x", owner: "a", for: .seconds(20)) })
            #expect(try await acquire("b"))
            #expect(try await !database.write { try $0.releaseLease(name: "x", owner: "a") })
            #expect(try await database.write { try $0.releaseLease(name: "x", owner: "b") })
            #expect(try await acquire("a"))
        }
    }
}
