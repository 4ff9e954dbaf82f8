import CloudCore
import TestKit
import Testing

@testable import CloudMessaging

extension MessagingSuite {
    /// What only the bus in process promises.
    @Suite struct InProcessBusTests {
        @Test func keptCastsAreBounded() async throws {
            let troubles = Notes<BusTrouble>()
            let bus = InProcessBus(capacity: 3) { troubles.add($0) }
            for number in 0..<5 { try await bus.cast(Work(number: number), to: "t") }
            #expect(troubles.all.count == 2)
            let seen = Notes<Int>()
            try await bus.subscribe("t", [.on(Work.self) { work, _ in seen.add(work.number) }], concurrency: 1)
            try await eventually { seen.all.count == 3 }
            #expect(seen.all == [2, 3, 4])
        }

        @Test func sharesAreEven() async throws {
            let bus = InProcessBus()
            let (first, second) = (Notes<Int>(), Notes<Int>())
            for notes in [first, second] {
                try await bus.subscribe("t", [.on(Work.self) { work, _ in notes.add(work.number) }], concurrency: 1)
            }
            for number in 0..<10 {
                try await bus.cast(Work(number: number), to: "t")
                try await eventually { first.all.count + second.all.count == number + 1 }
            }
            #expect(first.all.count >= 3 && second.all.count >= 3)
        }

        @Test func queuesKeepTheirOrder() {
            var queue = FIFO<Int>()
            var expected = 0
            for number in 0..<5000 {
                queue.append(number)
                if number % 3 == 0 {
                    #expect(queue.popFirst() == expected)
                    expected += 1
                }
            }
            queue.keep { $0 % 2 == 0 }
            #expect(queue.count == (expected..<5000).count { $0 % 2 == 0 })
            #expect(queue.popFirst() == expected + expected % 2)
        }

        @Test func topicsAreWrittenAndRead() {
            #expect(Topic("compute.agent", host: "host1") == "compute.agent@host1")
            #expect(Topic("compute.agent", host: "host1").host == "host1")
            let conductor: Topic = "compute.conductor"
            #expect(conductor.host == nil && conductor.role == "compute.conductor")
        }
    }
}
