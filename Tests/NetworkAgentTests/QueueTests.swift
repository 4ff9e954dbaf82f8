import TestKit
import Testing

@testable import NetworkAgent

@Suite struct QueueTests {
    @Test func portsGoBeforeAConvergenceButNotForEver() async {
        let queue = WorkQueue()
        await queue.addConvergence()
        await queue.addConvergence()
        for number in 0..<70 { await queue.add(port: "\(number)") }
        await queue.add(port: "0")
        var order = [[String]]()
        while let job = await queue.next() {
            switch job {
            case .ports(let ports): order.append(ports.map(\.id))
            case .convergence: order.append(["all"])
            }
        }
        #expect(order == [(0..<64).map { "\($0)" }, ["all"], (64..<70).map { "\($0)" }])
    }

    @Test func aCrowdOfPortsBecomesOneConvergence() async {
        let queue = WorkQueue()
        for number in 0..<257 { await queue.add(port: "\(number)") }
        guard case .convergence? = await queue.next() else {
            Issue.record("no convergence")
            return
        }
        #expect(await queue.next().map { _ in true } == nil)
    }

    @Test func failuresAreTriedAgainSoon() async throws {
        let schedule = ConvergenceSchedule(interval: .seconds(100))
        #expect(schedule.take())
        #expect(!schedule.take())
        schedule.failed()
        try await eventually("another turn") { schedule.take() }
        schedule.succeeded()
        #expect(!schedule.take())
    }
}
