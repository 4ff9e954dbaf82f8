import CloudCore
import Dispatch
import TestKit
import Testing

@testable import IdentityService

@Suite struct TurnQueueTests {
    @Test func whoeverAsksForMuchWaitsBehindThemselves() async throws {
        let queue = TurnQueue(label: "test", count: 1)
        let gate = DispatchSemaphore(value: 0)
        let order = LockedValue<[String]>([])
        try await withThrowingTaskGroup { group in
            group.addTask { try await queue.run(for: "flood") { gate.wait() } }
            defer { gate.signal() }
            try await eventually { queue.isBusy && queue.waiting(for: "flood") == 0 }
            for number in 1...20 {
                group.addTask { try await queue.run(for: "flood") { order.withLock { $0.append("flood") } } }
                try await eventually { queue.waiting(for: "flood") == number }
            }
            for asker in ["a", "b"] {
                group.addTask { try await queue.run(for: asker) { order.withLock { $0.append(asker) } } }
                try await eventually { queue.waiting(for: asker) == 1 }
            }
        }
        #expect(Array(order.withLock { $0 }.prefix(4)) == ["flood", "a", "b", "flood"])
        #expect(order.withLock { $0 }.count == 22)
        try await eventually { !queue.isBusy }
    }

    @Test func aQueueHasAnEnd() async throws {
        let time = LockedValue(ContinuousClock.now)
        let queue = TurnQueue(label: "test", count: 1, most: 3, patience: .seconds(60)) { time.withLock { $0 } }
        let gate = DispatchSemaphore(value: 0)
        let refused = LockedValue(0)
        try await withThrowingTaskGroup { group in
            group.addTask { try await queue.run(for: "x") { gate.wait() } }
            defer { gate.signal() }
            try await eventually { queue.isBusy && queue.waiting(for: "x") == 0 }
            for _ in 0..<5 {
                group.addTask {
                    do { try await queue.run(for: "x") { _ = Issue.record("it was too late") } } catch {
                        #expect((error as? Fault)?.status == 503)
                        refused.withLock { $0 += 1 }
                    }
                }
            }
            // Two find no room; three wait until it is too late for them.
            try await eventually { refused.withLock { $0 } == 2 && queue.waiting(for: "x") == 3 }
            time.withLock { $0 += .seconds(61) }
        }
        #expect(refused.withLock { $0 } == 5)
    }
}
