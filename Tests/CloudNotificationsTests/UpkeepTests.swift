import CloudCore
import CloudObservability
import CloudSQL
import TestKit
import Testing

@testable import CloudNotifications

/// Notifications that wait for a broker: bounded, and never orphaned.
@Suite struct UpkeepTests {
    private static let settings = [
        "notifications.transport_url": "rabbit://guest:guest@127.0.0.1:1/", "notifications.driver": "messagingv2",
    ]

    /// Two processes on one database, and a clock that tests move.
    private static func run(
        _ engine: TestEngine, _ body: (_ a: Desk, _ b: Desk, _ ahead: LockedValue<Duration>) async throws -> Void
    ) async throws {
        let ahead = LockedValue<Duration>(.zero)
        let clock = CloudClock { CloudClock.system.now + ahead.withLock { $0 } }
        try await engine.withDatabase(NotificationRow.migrations, clock: clock) { database in
            try await body(
                try Desk(database, settings, owner: "a"), try Desk(database, settings, owner: "b"), ahead)
        }
    }

    private static func upkeep(_ desk: Desk, _ owner: String, capacity: Int = 1000) -> NotificationUpkeep {
        let lines = desk.lines
        return NotificationUpkeep(
            database: desk.database, owner: owner, retention: .seconds(3600), capacity: capacity,
            observability: .init(
                log: .init(service: "test") { line in lines.withLock { $0.append(line) } }, metrics: .init(),
                tracer: .init(service: "test", sink: NoSpans())))
    }

    @Test(arguments: TestEngine.available)
    func aProcessThatIsGoneLeavesItsRowsToAnother(_ engine: TestEngine) async throws {
        try await Self.run(engine) { a, b, ahead in
            try await a.notify("x")
            try await Self.upkeep(b, "b").run()
            #expect(try await a.rows.map(\.owner) == ["a"], "it may be about to send it")
            ahead.withLock { $0 = .seconds(61) }
            try await Self.upkeep(b, "b").run()
            #expect(try await a.rows.map(\.owner) == ["b"])
        }
    }

    @Test(arguments: TestEngine.available)
    func aProcessWhoseBrokerIsAwayKeepsItsRows(_ engine: TestEngine) async throws {
        try await Self.run(engine) { a, b, ahead in
            try await a.notify("x")
            for seconds in [25, 50, 80, 110] {
                ahead.withLock { $0 = .seconds(seconds) }
                try await Self.upkeep(a, "a").run()
                try await Self.upkeep(b, "b").run()
                #expect(try await a.rows.map(\.owner) == ["a"], "after \(seconds) s")
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func whatIsTooOldIsDroppedAndSaidSo(_ engine: TestEngine) async throws {
        try await Self.run(engine) { a, _, ahead in
            try await a.notify("old", 1)
            try await a.notify("old", 2)
            ahead.withLock { $0 = .seconds(3601) }
            try await a.notify("new", 3)
            try await Self.upkeep(a, "a").run()
            #expect(try await a.rows.map(\.eventType) == ["new"])
            #expect(a.lines.withLock { $0 }.contains { $0.contains("ERROR") && $0.contains("2 were never sent") })
        }
    }

    @Test(arguments: TestEngine.available)
    func theOldestOfTooManyAreDropped(_ engine: TestEngine) async throws {
        try await Self.run(engine) { a, _, _ in
            for number in 0..<8 { try await a.notify("event\(number)", number) }
            try await Self.upkeep(a, "a", capacity: 5).run()
            #expect(try await a.rows.map(\.eventType) == (3..<8).map { "event\($0)" })
        }
    }

    @Test(arguments: TestEngine.available)
    func theNextProcessTakesOverAtOnceWhereItIsAlone(_ engine: TestEngine) async throws {
        try await Self.run(engine) { a, b, _ in
            try await a.notify("x")
            try await b.relay.takeOver()
            #expect(try await a.rows.map(\.owner) == ["b"])
        }
    }
}
