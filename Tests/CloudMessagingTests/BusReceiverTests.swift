import CloudCore
import CloudMessaging
import TestKit
import Testing

extension MessagingSuite {
    /// How receivers are run, over every transport.
    @Suite struct BusReceiverTests {
        @Test(arguments: Transport.available) func concurrencyIsBounded(_ transport: Transport) async throws {
            try await transport.run { wires in
                let (running, done) = (LockedValue((now: 0, most: 0)), Notes<Int>())
                try await wires.receiver.subscribe(
                    wires.topic,
                    [
                        .on(Work.self) { work, _ in
                            running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                            try await Task.sleep(for: .milliseconds(20))
                            running.withLock { $0.now -= 1 }
                            done.add(work.number)
                        }
                    ], concurrency: 3)
                for number in 0..<15 {
                    try await wires.sender.cast(Work(number: number), to: wires.topic)
                    try await wires.sender.fanout(Work(number: 100 + number), to: wires.topic)
                }
                try await eventually { done.all.count == 30 }
                #expect(running.withLock { $0.most } == 3)
            }
        }

        @Test(arguments: Transport.available) func anErrorAtACastIsReported(_ transport: Transport) async throws {
            try await transport.run { wires in
                let seen = Notes<Int>()
                try await wires.receiver.subscribe(
                    wires.topic,
                    [
                        .on(Work.self) { work, _ in
                            seen.add(work.number)
                            if work.number == 1 { throw Fault.conflict("It broke.") }
                        }
                    ], concurrency: 1)
                for number in 1...2 { try await wires.sender.cast(Work(number: number), to: wires.topic) }
                try await eventually { seen.all.count >= 2 }
                #expect(seen.all == [1, 2])
                #expect(wires.troubles.all.map(\.description) == ["\(wires.topic) failed at test.work: 409: It broke."])
            }
        }

        @Test(arguments: Transport.available) func anUnknownNameIsRejected(_ transport: Transport) async throws {
            try await transport.run { wires in
                let seen = Notes<Int>()
                try await wires.receiver.subscribe(
                    wires.topic, [.on(Work.self) { work, _ in seen.add(work.number) }], concurrency: 1)
                let fault = await #expect(throws: Fault.self) {
                    try await wires.sender.call(Ping(text: ""), to: wires.topic, within: .seconds(10))
                }
                #expect(fault?.status == 501)
                try await wires.sender.cast(Work(number: 1), to: wires.topic)
                try await eventually { seen.all == [1] }
                #expect(wires.troubles.all.map(\.description) == ["\(wires.topic) does not know the message test.ping"])
            }
        }

        @Test(arguments: Transport.available) func aCancelledSubscriptionTakesNoMore(_ transport: Transport)
            async throws
        {
            try await transport.run { wires in
                let (first, second) = (Notes<Int>(), Notes<Int>())
                let subscription = try await wires.receiver.subscribe(
                    wires.topic,
                    [
                        .on(Work.self) { work, _ in
                            first.add(work.number)
                            try await Task.sleep(for: .milliseconds(200))
                        }
                    ], concurrency: 1)
                for number in 0..<5 { try await wires.sender.cast(Work(number: number), to: wires.topic) }
                try await eventually { first.all == [0] }
                subscription.cancel()
                try await wires.receiver.subscribe(
                    wires.topic, [.on(Work.self) { work, _ in second.add(work.number) }], concurrency: 1)
                try await eventually { second.all.count == 4 }
                #expect(first.all == [0] && Set(second.all) == [1, 2, 3, 4])
            }
        }

        @Test(arguments: Transport.available) func aCancelledCallerStopsWaiting(_ transport: Transport) async throws {
            try await transport.run { wires in
                let (sender, topic) = (wires.sender, wires.topic)
                let call = Task { try await sender.call(Ping(text: ""), to: topic, within: .seconds(60)) }
                try await Task.sleep(for: .milliseconds(50))
                call.cancel()
                await #expect(throws: CancellationError.self) { try await call.value }
            }
        }
    }
}
