import CloudCore
import CloudSQL
import TestKit
import Testing

@Suite(.enabled(if: PostgreSQLServer.isInstalled))
struct PostgreSQLTests {
    private let killOthers = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = $1 AND pid <> pg_backend_pid()
        """

    private func located(_ name: String) throws -> DatabaseLocation {
        .postgresql(try PostgreSQLServer.shared().connection + " application_name=\(name)", schema: name)
    }

    @Test func aLostConnectionIsHealed() async throws {
        let database = try Database(
            try located("healed"), migrations: [Sample.migration], workingPatience: .seconds(60))
        let killer = try Database(try located("killer"), migrations: [])
        try await database.open()
        try await killer.open()
        for i in 0..<5 {
            try await database.write { try $0.table(Sample.self).insert(Sample("s\(i)")) }
            #expect(try await database.read { try $0.table(Sample.self).count() } == i + 1)
            let sql = killOthers
            #expect(try await killer.write { try $0.scalar(sql, ["healed"])?.number() ?? 0 } > 0)
        }
        await database.close()
        await killer.close()
    }

    @Test func aConnectionLostAmidATransactionRunsItAgain() async throws {
        let database = try Database(
            try located("amid"), migrations: [Sample.migration], workingPatience: .seconds(60))
        try await database.open()
        let runs = LockedValue(0)
        try await database.write { connection in
            let run = runs.withLock { runs in
                runs += 1
                return runs
            }
            try connection.table(Sample.self).insert(Sample("a"))
            if run == 1 { _ = try connection.query("SELECT pg_terminate_backend(pg_backend_pid())") }
        }
        #expect(runs.withLock { $0 } == 2)
        #expect(try await database.read { try $0.table(Sample.self).count() } == 1)
        await database.close()
    }

    /// A process that stands still amid a write holds others up; a long list that is read holds nobody up.
    @Test func onlyAWriteMustNotStandStill() async throws {
        try await TestEngine.postgresql.withDatabase { database in
            let asked: @Sendable (Connection) throws -> String? = {
                try $0.scalar("SHOW idle_in_transaction_session_timeout")?.string()
            }
            var answers: [String?] = []
            for isRead in [false, true, false] {
                answers.append(try await isRead ? database.read(asked) : database.write(asked))
            }
            #expect(answers == ["15s", "0", "15s"])
        }
    }

    @Test func aServerThatIsNotThereIsWaitedForThenNamed() async throws {
        let database = try Database(
            .postgresql("host=/nowhere dbname=x", schema: "x"), migrations: [], openingPatience: .milliseconds(300))
        do {
            try await database.open()
            Issue.record("opened nothing")
        } catch SQLError.connectionLost(let message) {
            #expect(message.contains("cannot reach PostgreSQL") && message.contains("/nowhere"))
        }
        await database.close()
    }

    @Test func aRefusalIsNotWaitedFor() async throws {
        let connection = try PostgreSQLServer.shared().connection + " dbname=nonesuch"
        let database = try Database(
            .postgresql(connection, schema: "x"), migrations: [], openingPatience: .seconds(600))
        let start = ContinuousClock.now
        do {
            try await database.open()
            Issue.record("opened nothing")
        } catch SQLError.other(_, let message) {
            #expect(message.contains("nonesuch"))
        }
        #expect(ContinuousClock.now - start < .seconds(60))
        await database.close()
    }
}
