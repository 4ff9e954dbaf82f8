import CloudCore
import CloudMessaging
import TestKit
import Testing

extension MessagingSuite {
    /// The broker's end in the middle of work.
    @Suite(.enabled(if: RabbitMQServer.isInstalled)) struct BrokerRestartTests {
        private static let count = 200

        @Test(arguments: [false, true]) func everythingArrivesAfterARestart(abruptly: Bool) async throws {
            let server = try await RabbitMQServer.shared
            try await Transport.amqp.run { wires in
                let works = Notes<Int>()
                try await wires.receiver.subscribe(
                    wires.topic,
                    [
                        .on(Work.self) { work, _ in
                            try await Task.sleep(for: .milliseconds(1))
                            works.add(work.number)
                        },
                        .answer(Ping.self) { ping, _ in .init(text: ping.text, by: "r") },
                    ], concurrency: 4)
                let (sender, topic) = (wires.sender, wires.topic)
                async let casts: Void = Self.cast(sender, topic)
                async let calls = Self.call(sender, topic)
                try await eventually { works.all.count > 20 }
                try await server.restart(abruptly: abruptly)
                try await casts
                #expect(try await calls == (0..<Self.count).map { "\($0)" })
                try await eventually { Set(works.all) == Set(0..<Self.count) }
            }
        }

        @Test func aSubscriptionMadeWhileTheBrokerIsAwayStandsLater() async throws {
            let server = try await RabbitMQServer.shared
            try await Transport.amqp.run { wires in
                let works = Notes<Int>()
                try await server.stop()
                try await wires.receiver.subscribe(
                    wires.topic, [.on(Work.self) { work, _ in works.add(work.number) }], concurrency: 1)
                try await server.start()
                let deadline = ContinuousClock.now + .seconds(20)
                while works.all.isEmpty, ContinuousClock.now < deadline {
                    try await wires.sender.fanout(Work(number: 1), to: wires.topic)
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(works.all.first == 1)
            }
        }

        /// Casts as a task runner does: again when the bus says 503.
        private static func cast(_ bus: any Bus, _ topic: Topic) async throws {
            for number in 0..<count {
                for attempt in 0... {
                    do {
                        try await bus.cast(Work(number: number), to: topic)
                        break
                    } catch let fault as Fault where fault.status == 503 && attempt < 10 {}
                }
                try await Task.sleep(for: .milliseconds(2))
            }
        }

        private static func call(_ bus: any Bus, _ topic: Topic) async throws -> [String] {
            var texts: [String] = []
            for number in 0..<count {
                texts.append(try await bus.call(Ping(text: "\(number)"), to: topic, within: .seconds(60)).text)
                try await Task.sleep(for: .milliseconds(2))
            }
            return texts
        }
    }
}
