import CloudCore
import Dispatch
import Testing

@testable import IdentityService

@Suite struct TurnQueueTests {
    @Test func whoeverAsksForMuchWaitsBehindThemselves() async throws {
        let queue = TurnQueue(label: "test", count: 1)
        let gate = DispatchSemaphore(value: 0)
        let order = LockedValue<[String]>([])
        try await withThrowingTaskGroup { group in
            group.addTask { try await queue.run(for: "flood") { gate.wait() } }
            while queue.waiting(for: "flood") != 0 || !queue.isBusy { try await Task.sleep(for: .milliseconds(1)) }
            for number in 1...20 {
                group.addTask { try await queue.run(for: "flood") { order.withLock { $0.append("flood") } } }
                while queue.waiting(for: "flood") < number { try await Task.sleep(for: .milliseconds(1)) }
            }
            for asker in ["a", "b"] {
                group.addTask { try await queue.run(for: asker) { order.withLock { $0.append(asker) } } }
                while queue.waiting(for: asker) < 1 { try await Task.sleep(for: .milliseconds(1)) }
            }
            gate.signal()
            try await group.waitForAll()
        }
        #expect(Array(order.withLock { $0 }.prefix(4)) == ["flood", "a", "b", "flood"])
        #expect(order.withLock { $0 }.count == 22 && !queue.isBusy)
    }

    @Test func aQueueHasAnEnd() async throws {
        let queue = TurnQueue(label: "test", count: 1, most: 3, patience: .milliseconds(50))
        let gate = DispatchSemaphore(value: 0)
        let refused = LockedValue(0)
        await withTaskGroup { group in
            group.addTask { _ = try? await queue.run(for: "x") { gate.wait() } }
            while queue.waiting(for: "x") != 0 || !queue.isBusy { try? await Task.sleep(for: .milliseconds(1)) }
            for _ in 0..<5 {
                group.addTask {
                    do { try await queue.run(for: "x") { _ = Issue.record("it was too late") } } catch {
                        #expect((error as? Fault)?.status == 503)
                        refused.withLock { $0 += 1 }
                    }
                }
            }
            // Two find no room; three wait until it is too late for them.
            while refused.withLock({ $0 }) < 2 { try? await Task.sleep(for: .milliseconds(1)) }
            #expect(queue.waiting(for: "x") == 3)
            try? await Task.sleep(for: .milliseconds(60))
            gate.signal()
        }
        #expect(refused.withLock { $0 } == 5)
    }
}
