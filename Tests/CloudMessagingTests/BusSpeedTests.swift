import CloudCore
import CloudMessaging
import FoundationEssentials
import Testing

extension MessagingSuite {
    /// Figures for the design, measured when `APUS_MEASURE` is set.
    @Suite(.enabled(if: ProcessInfo.processInfo.environment["APUS_MEASURE"] != nil)) struct BusSpeedTests {
        @Test(arguments: Transport.available) func roundTrips(_ transport: Transport) async throws {
            try await transport.run { wires in
                try await wires.receiver.subscribe(
                    wires.topic,
                    [.answer(Ping.self) { ping, _ in .init(text: ping.text, by: "a") }, .on(Work.self) { _, _ in }],
                    concurrency: 32)
                let (sender, topic) = (wires.sender, wires.topic)
                let count = transport == .inProcess ? 20_000 : 2000
                try await measure("\(transport): calls, one after the other", count) {
                    for _ in 0..<count { _ = try await sender.call(Ping(text: "x"), to: topic, within: .seconds(10)) }
                }
                try await measure("\(transport): calls, 16 at a time", count) {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<16 {
                            group.addTask {
                                for _ in 0..<count / 16 {
                                    _ = try await sender.call(Ping(text: "x"), to: topic, within: .seconds(10))
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                }
                try await measure("\(transport): casts, one after the other", count) {
                    for number in 0..<count { try await sender.cast(Work(number: number), to: topic) }
                }
            }
        }

        /// Longer than two heartbeats.
        @Test func anIdleConnectionStays() async throws {
            try await Transport.amqp.run { wires in
                try await wires.receiver.subscribe(
                    wires.topic, [.answer(Ping.self) { ping, _ in .init(text: ping.text, by: "a") }], concurrency: 1)
                try await Task.sleep(for: .seconds(70))
                _ = try await wires.sender.call(Ping(text: "x"), to: wires.topic, within: .seconds(1))
                #expect(wires.troubles.all.isEmpty)
            }
        }

        private func measure(_ what: String, _ count: Int, _ body: () async throws -> Void) async throws {
            let time = try await ContinuousClock().measure(body)
            print("\(what): \(Int(Double(count) / (time.milliseconds / 1000)))/s")
        }
    }
}
