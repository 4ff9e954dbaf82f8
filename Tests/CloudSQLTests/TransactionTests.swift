import CloudCore
import CloudSQL
import TestKit
import Testing

@Suite struct TransactionTests {
    private struct Refused: Error {}

    @Test(arguments: TestEngine.available)
    func aThrownErrorRollsBack(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration]) { database in
            let committed = LockedValue(0)
            await #expect(throws: Refused.self) {
                try await database.write { connection in
                    try connection.table(Sample.self).insert(Sample("a"))
                    connection.afterCommit { committed.withLock { $0 += 100 } }
                    throw Refused()
                }
            }
            #expect(try await database.read { try $0.table(Sample.self).count() } == 0)
            try await database.write { connection in
                try connection.table(Sample.self).insert(Sample("a"))
                connection.afterCommit { committed.withLock { $0 += 1 } }
            }
            #expect(try await database.read { try $0.table(Sample.self).count() } == 1)
            #expect(committed.withLock { $0 } == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func aFailpointIsToldOfEachCommit(_ engine: TestEngine) async throws {
        try await engine.withLocation { location in
            let told = LockedValue<[String]>([])
            let database = try Database(
                location, migrations: [Sample.migration],
                failpoint: Failpoint { kind, step, moment in told.withLock { $0.append("\(kind)/\(step)/\(moment)") } })
            try await database.open()
            try await RequestContext.$current.withValue(RequestContext(requestID: "req-1")) {
                try await database.write { connection in
                    try connection.table(Sample.self).insert(Sample("a"))
                    #expect(told.withLock { $0 }.isEmpty)
                }
                _ = try await database.read { try $0.table(Sample.self).count() }
                await #expect(throws: Refused.self) { try await database.write { _ in throw Refused() } }
            }
            try await database.write { try $0.table(Sample.self).insert(Sample("b")) }
            await database.close()
            let expected = ["request/before", "request/after", "own/before", "own/after"].map { "transaction/" + $0 }
            #expect(told.withLock { $0 } == expected)
        }
    }

    @Test(arguments: TestEngine.available)
    func violationsAreTyped(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration]) { database in
            try await database.write { try $0.table(Sample.self).insert(Sample("a", name: "n")) }
            await #expect(throws: SQLError.uniqueViolation("samples.project_id, samples.name")) {
                try await database.write { try $0.table(Sample.self).insert(Sample("b", name: "n")) }
            }
            await #expect(throws: SQLError.uniqueViolation("samples.id")) {
                try await database.write { try $0.table(Sample.self).insert(Sample("a")) }
            }
            let insert = "INSERT INTO children VALUES"
            for sql in ["\(insert) ('c', 'none')", "\(insert) (NULL, 'a')", "SELEKT"] {
                do {
                    try await database.write { try $0.execute(sql) }
                    Issue.record("\(sql) was accepted")
                } catch SQLError.foreignKeyViolation {
                    #expect(sql.contains("none"))
                } catch SQLError.other {
                    #expect(!sql.contains("none"))
                }
            }
            await #expect(throws: SQLError.self) {
                _ = try await database.read { try $0.execute("DELETE FROM samples") }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func aFailedStatementDoomsTheTransactionUnlessInASavepoint(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration]) { database in
            await #expect(throws: SQLError.uniqueViolation("samples.id")) {
                try await database.write { connection in
                    let table = try connection.table(Sample.self)
                    try table.insert(Sample("a"))
                    try? table.insert(Sample("a"))
                }
            }
            #expect(try await database.read { try $0.table(Sample.self).count() } == 0)
            let outcome = try await database.write { connection in
                let table = try connection.table(Sample.self)
                try table.insert(Sample("a"))
                try? connection.savepoint {
                    try table.insert(Sample("b"))
                    try table.insert(Sample("a"))
                }
                try connection.savepoint { try connection.savepoint { try table.insert(Sample("c")) } }
                return try table.list().map(\.id)
            }
            #expect(outcome == ["a", "c"])
            #expect(try await database.read { try $0.table(Sample.self).count() } == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func noUpdateIsLost(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration], readers: 4) { database in
            try await database.write { try $0.table(Sample.self).insert(Sample("a")) }
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<10 {
                            try await database.write { connection in
                                let table = try connection.table(Sample.self)
                                var row = try #require(try table.find("a"))
                                row.size += 1
                                try table.update(&row)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.table(Sample.self).find("a")?.size } == 80)
        }
    }

    /// Short writes keep coming, and each that commits meanwhile spoils the long one's reading.
    @Test(arguments: TestEngine.available)
    func aLongWriteComesThroughManyShortOnes(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration], readers: 6) { database in
            try await database.write { connection in
                for id in ["a", "b"] { try connection.table(Sample.self).insert(Sample(id)) }
            }
            let isOver = LockedValue(false)
            let runs = LockedValue(0)
            try await withThrowingTaskGroup { group in
                for _ in 0..<5 {
                    group.addTask {
                        for _ in 0..<20_000 where !isOver.withLock({ $0 }) {
                            try await database.write { try $0.copy(from: "b", to: "a") {} }
                        }
                    }
                }
                for _ in 0..<5 {
                    try await database.write { connection in
                        runs.withLock { $0 += 1 }
                        try connection.copy(from: "a", to: "b") { for _ in 0..<15 { try pause() } }
                    }
                }
                isOver.withLock { $0 = true }
                try await group.waitForAll()
            }
            // Each once by luck or else alone, after few tries.
            #expect(runs.withLock { $0 } <= 5 * 4)
        }
    }

    @Test(arguments: TestEngine.available)
    func aCountedQuotaHolds(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration], readers: 4) { database in
            let accepted = try await withThrowingTaskGroup { group in
                for i in 0..<20 {
                    group.addTask {
                        try await database.write { connection in
                            let table = try connection.table(Sample.self)
                            guard try table.count([.init("project_id", [.string("p")])]) < 5 else { return 0 }
                            try table.insert(Sample("s\(i)"))
                            return 1
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(accepted == 5)
            #expect(try await database.read { try $0.table(Sample.self).count() } == 5)
        }
    }

    @Test(arguments: TestEngine.available)
    func aWriterBlocksNoReader(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration]) { database in
            let isWriting = LockedValue(false)
            let mayEnd = LockedValue(false)
            async let writing: Void = database.write { connection in
                try connection.table(Sample.self).insert(Sample("a"))
                isWriting.withLock { $0 = true }
                for _ in 0..<30_000 where !mayEnd.withLock({ $0 }) { try pause() }
            }
            try await eventually { isWriting.withLock { $0 } }
            #expect(try await database.read { try $0.table(Sample.self).count() } == 0)
            mayEnd.withLock { $0 = true }
            try await writing
            #expect(try await database.read { try $0.table(Sample.self).count() } == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func aReadSeesOneMoment(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration]) { database in
            let hasRead = LockedValue(false)
            let hasWritten = LockedValue(false)
            async let counts = database.read { connection in
                let table = try connection.table(Sample.self)
                let before = try table.count()
                hasRead.withLock { $0 = true }
                for _ in 0..<30_000 where !hasWritten.withLock({ $0 }) { try pause() }
                return [before, try table.count()]
            }
            try await eventually { hasRead.withLock { $0 } }
            try await database.write { try $0.table(Sample.self).insert(Sample("a")) }
            hasWritten.withLock { $0 = true }
            #expect(try await counts == [0, 0])
        }
    }

    @Test(arguments: TestEngine.available)
    func parametersMayRepeatAndComeInAnyOrder(_ engine: TestEngine) async throws {
        try await engine.withDatabase { database in
            let row = try await database.write { connection in
                try connection.query(
                    """
                    INSERT INTO leases (expires_at, name, owner) VALUES ($3, $1, $2)
                    ON CONFLICT (name) DO UPDATE SET owner = $2 RETURNING name, owner, expires_at
                    """, ["n", "o", 5])[0]
            }
            #expect(row.values == ["n", "o", 5])
            await #expect(throws: SQLError.self) { try await database.read { _ = try $0.query("SELECT $1", []) } }
            await #expect(throws: SQLError.self) { try await database.read { _ = try $0.query("SELECT 1; SELECT 2") } }
        }
    }

    @Test(arguments: TestEngine.available)
    func aClosedDatabaseSaysSo(_ engine: TestEngine) async throws {
        try await engine.withDatabase { database in
            await database.close()
            await #expect(throws: SQLError.self) { try await database.read { _ = try $0.query("SELECT 1") } }
        }
    }

    @Test func theContextOfTheRequestGoesAlong() async throws {
        try await TestEngine.sqlite.withDatabase { database in
            let seen = try await RequestContext.$current.withValue(RequestContext(requestID: "req-1")) {
                try await database.write { _ in RequestContext.current?.requestID }
            }
            #expect(seen == "req-1")
        }
    }
}

extension Connection {
    /// Makes one sample's size of another's, after `between`.
    fileprivate func copy(from: String, to: String, _ between: () throws -> Void) throws {
        let table = try table(Sample.self)
        let size = try #require(try table.find(from)).size
        var row = try #require(try table.find(to))
        try between()
        row.size = size + 1
        try table.update(&row)
    }
}
