import CloudCore
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudTasks
import TestKit
import Testing

@Suite struct TaskTests {
    /// What a test's steps did, and the runners on one database.
    final class Bench: Sendable {
        let seen = LockedValue<[String]>([])
        let outcome = LockedValue<String?>(nil)
        let bus = InProcessBus()
        let database: Database
        let queue: TaskQueue

        init(_ database: Database, _ make: (Bench.Probe) -> [TaskStep<Int>], deadline: Duration = .seconds(20)) {
            self.database = database
            let (seen, outcome) = (seen, outcome)
            let steps = make(Probe(seen: seen))
            let kind = TaskKind(
                "count", Int.self, deadline: deadline, steps: steps,
                succeeded: { _, state in outcome.withLock { $0 = "done \(state)" } },
                failed: { _, state, fault in outcome.withLock { $0 = "failed \(state): \(fault.message)" } })
            queue = TaskQueue(service: "test", kinds: [kind], bus: bus)
        }

        struct Probe: Sendable {
            let seen: LockedValue<[String]>

            func step(
                _ name: String, role: String = "worker",
                _ body: @escaping @Sendable (TaskRun) async throws -> StepResult = { _ in .done }
            ) -> TaskStep<Int> {
                let seen = seen
                return TaskStep(
                    name, role: role,
                    undo: { state, _ in
                        state -= 1
                        seen.withLock { $0.append("undo " + name) }
                    }
                ) { state, run in
                    seen.withLock { $0.append(name) }
                    let result = try await body(run)
                    if case .done = result { state += 1 }
                    return result
                }
            }
        }

        func start(_ roles: [String] = ["worker"], failpoint: Failpoint = .none) -> Task<Void, any Error> {
            let runner = TaskRunner(
                database: database, queue: queue, roles: roles, bus: bus, observability: .silent(), failpoint: failpoint
            )
            return Task { try await runner.run() }
        }

        func enqueue(_ resource: String = "thing/1") async throws -> String {
            let queue = queue
            return try await database.write { try queue.enqueue($0, "count", resource: resource, state: 0) }
        }

        /// Waits until that many steps have been seen.
        func sees(_ count: Int) async throws {
            try await eventually { seen.withLock { $0.count } >= count }
        }

        func ended(within limit: Duration = .seconds(60)) async throws -> String? {
            let began = ContinuousClock.now
            while ContinuousClock.now - began < limit {
                if let text = outcome.withLock({ $0 }) { return text }
                try await Task.sleep(for: .milliseconds(5))
            }
            return nil
        }
    }

    static func with(
        _ engine: TestEngine, deadline: Duration = .seconds(20),
        _ make: @escaping @Sendable (Bench.Probe) -> [TaskStep<Int>],
        _ body: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        try await engine.withDatabase([TaskRow.migration(3)]) { database in
            try await body(Bench(database, make, deadline: deadline))
            // The outcome is seen inside the transaction that ends the task: its row goes with the commit.
            try await eventually { try await database.read { try $0.scalar("SELECT COUNT(*) FROM tasks") } == 0 }
        }
    }

    @Test(arguments: TestEngine.available)
    func runsStepsInOrder(_ engine: TestEngine) async throws {
        try await Self.with(engine, { [$0.step("a"), $0.step("b"), $0.step("c")] }) { bench in
            let runner = bench.start()
            _ = try await bench.enqueue()
            #expect(try await bench.ended() == "done 3")
            #expect(bench.seen.withLock { $0 } == ["a", "b", "c"])
            runner.cancel()
        }
    }

    @Test(arguments: TestEngine.available)
    func undoesBackwardsWhenAStepFails(_ engine: TestEngine) async throws {
        try await Self.with(
            engine,
            { [$0.step("a"), $0.step("b"), $0.step("c") { _ in throw Fault.conflict("no room") }, $0.step("d")] }
        ) { bench in
            let runner = bench.start()
            _ = try await bench.enqueue()
            #expect(try await bench.ended() == "failed -1: no room")
            #expect(bench.seen.withLock { $0 } == ["a", "b", "c", "undo c", "undo b", "undo a"])
            runner.cancel()
        }
    }

    @Test(arguments: TestEngine.available)
    func triesAgainWhatIsUnavailable(_ engine: TestEngine) async throws {
        let tries = LockedValue(0)
        try await Self.with(
            engine,
            { probe in
                [
                    probe.step("a") { _ in
                        if tries.withLock({
                            $0 += 1
                            return $0
                        }) < 3 {
                            throw Fault.unavailable("away")
                        }
                        return .done
                    }
                ]
            }
        ) { bench in
            let runner = bench.start()
            _ = try await bench.enqueue()
            #expect(try await bench.ended() == "done 1")
            runner.cancel()
        }
    }

    @Test(arguments: TestEngine.available)
    func givesUpAtTheDeadline(_ engine: TestEngine) async throws {
        try await Self.with(
            engine, deadline: .milliseconds(300), { [$0.step("a") { _ in throw Fault.unavailable("away") }] }
        ) { bench in
            let runner = bench.start()
            _ = try await bench.enqueue()
            #expect(try await bench.ended() == "failed -1: Step \"a\" did not end in time.")
            runner.cancel()
        }
    }

    @Test(arguments: TestEngine.available)
    func waitsForASignal(_ engine: TestEngine) async throws {
        try await Self.with(
            engine, { [$0.step("ask") { run in run.signal == nil ? .wait(.seconds(30)) : .done }, $0.step("then")] }
        ) { bench in
            let runner = bench.start()
            let id = try await bench.enqueue()
            try await bench.sees(1)
            try await bench.database.write { try bench.queue.signal($0, taskID: id, "answer") }
            #expect(try await bench.ended() == "done 2")
            #expect(bench.seen.withLock { $0 } == ["ask", "ask", "then"])
            runner.cancel()
        }
    }

    @Test(arguments: TestEngine.available)
    func handsStepsToOtherRoles(_ engine: TestEngine) async throws {
        try await Self.with(engine, { [$0.step("a"), $0.step("b", role: "other"), $0.step("c")] }) { bench in
            let runners = [bench.start(["worker"]), bench.start(["other"])]
            _ = try await bench.enqueue()
            #expect(try await bench.ended() == "done 3")
            for runner in runners { runner.cancel() }
        }
    }

    @Test(arguments: TestEngine.available)
    func cancelsAndRunsTheNextOfItsResource(_ engine: TestEngine) async throws {
        try await Self.with(engine, { [$0.step("a") { run in run.signal == nil ? .wait(.seconds(60)) : .done }] }) {
            bench in
            let runner = bench.start()
            _ = try await bench.enqueue()
            try await bench.sees(1)
            try await bench.database.write { try bench.queue.cancel($0, resource: "thing/1") }
            #expect(try await bench.ended() == "failed -1: The operation was cancelled.")
            bench.outcome.withLock { $0 = nil }
            let next = try await bench.enqueue()
            try await bench.sees(3)
            try await bench.database.write { try bench.queue.signal($0, taskID: next, 1) }
            #expect(try await bench.ended() == "done 1")
            runner.cancel()
        }
    }

    @Test(arguments: TestEngine.available)
    func oneResourceAtATime(_ engine: TestEngine) async throws {
        let busy = LockedValue((now: 0, most: 0, runs: 0))
        try await Self.with(
            engine,
            { probe in
                [
                    probe.step("a") { _ in
                        busy.withLock { busy in
                            busy.now += 1
                            busy.most = max(busy.most, busy.now)
                        }
                        try await Task.sleep(for: .milliseconds(5))
                        busy.withLock {
                            $0.now -= 1
                            $0.runs += 1
                        }
                        return .done
                    }
                ]
            }
        ) { bench in
            let runners = [bench.start(), bench.start()]
            for _ in 0..<10 { _ = try await bench.enqueue() }
            try await eventually { busy.withLock { $0.runs } >= 10 }
            #expect(busy.withLock { $0.most } == 1)
            #expect(busy.withLock { $0.runs } == 10)
            try await Task.sleep(for: .milliseconds(200))
            for runner in runners { runner.cancel() }
        }
    }
}
