import CloudCore
import FoundationEssentials
import TestKit
import Testing

@testable import CloudMessaging

extension MessagingSuite {
    /// What only a broker can do to us.
    @Suite(.enabled(if: RabbitMQServer.isInstalled)) struct AMQPBusTests {
        @Test func garbageIsRejected() async throws {
            try await Transport.amqp.run { wires in
                let seen = Notes<Int>()
                try await wires.receiver.subscribe(
                    wires.topic, [.on(Work.self) { work, _ in seen.add(work.number) }], concurrency: 1)
                let garbage = [
                    "", "{", "[1]", #"{"name":"test.work"}"#,
                    #"{"name":"test.work","sent_at":1,"topic":"t","body":{}}"#,
                ]
                let connection = try AMQPConnection(AMQPAddress(url: try await RabbitMQServer.shared.url))
                for text in garbage {
                    try connection.publish(
                        AMQPPublication(
                            exchange: AMQPNames.exchange, key: AMQPNames.one(wires.topic), type: "?", messageID: "1",
                            body: Data(text.utf8), persistent: false, mandatory: false))
                }
                connection.close()
                try await wires.sender.cast(Work(number: 1), to: wires.topic)
                try await eventually { seen.all == [1] && wires.troubles.all.count >= garbage.count }
                #expect(wires.troubles.all.count == garbage.count)
            }
        }

        @Test func aDyingReceiversMessageIsDeliveredAgain() async throws {
            let url = try await RabbitMQServer.shared.url
            try await Transport.amqp.run { wires in
                let dying = try AMQPBus(url: url)
                let (first, second) = (Notes<Int>(), Notes<Int>())
                try await dying.subscribe(
                    wires.topic,
                    [
                        .on(Work.self) { work, _ in
                            first.add(work.number)
                            try await Task.sleep(for: .seconds(30))
                        }
                    ], concurrency: 2)
                for number in 0..<4 { try await wires.sender.cast(Work(number: number), to: wires.topic) }
                try await eventually { first.all.count == 2 }
                dying.close()
                try await wires.receiver.subscribe(
                    wires.topic, [.on(Work.self) { work, _ in second.add(work.number) }], concurrency: 1)
                try await eventually { Set(second.all) == Set(0..<4) }
            }
        }

        @Test func aVanishedQueueIsMadeAgain() async throws {
            try await Transport.amqp.run { wires in
                try await wires.sender.cast(Work(number: 1), to: wires.topic)
                let connection = try AMQPConnection(AMQPAddress(url: try await RabbitMQServer.shared.url))
                try connection.deleteQueue(AMQPNames.queue(wires.topic))
                connection.close()
                try await wires.sender.cast(Work(number: 2), to: wires.topic)
                let seen = Notes<Int>()
                try await wires.receiver.subscribe(
                    wires.topic, [.on(Work.self) { work, _ in seen.add(work.number) }], concurrency: 1)
                try await eventually { seen.all == [2] }
            }
        }

        @Test func aBrokerThatIsAwayIsAFaultWithoutThePassword() async throws {
            let port = try FreePort.several(1)[0]
            let troubles = Notes<BusTrouble>()
            let bus = try AMQPBus(url: "amqp://apus:s3cret@127.0.0.1:\(port)/") { troubles.add($0) }
            defer { bus.close() }
            let fault = await #expect(throws: Fault.self) {
                try await bus.call(Ping(text: ""), to: "nobody", within: .milliseconds(200))
            }
            #expect(fault?.status == 503 && fault?.code == "bus.unavailable")
            let started = ContinuousClock.now
            let other = await #expect(throws: Fault.self) { try await bus.cast(Work(number: 1), to: "nobody") }
            #expect(other?.status == 503 && ContinuousClock.now - started < .seconds(30))
            try await eventually { !troubles.all.isEmpty }
            #expect(troubles.all.allSatisfy { !$0.description.contains("s3cret") })
        }

        @Test func addressesAreRead() throws {
            let address = try AMQPAddress(url: "amqp://us%40er:p%2Fw@broker:5673/cloud")
            #expect(
                address.user == "us@er" && address.password == "p/w" && address.host == "broker" && address.port == 5673
            )
            #expect(address.virtualHost == "cloud" && address.description == "broker:5673 virtual host cloud")
            #expect(try AMQPAddress(url: "amqp://localhost").virtualHost == "/")
            for bad in ["", "http://x", "amqps://x", "amqp://x:notaport/"] {
                #expect(throws: Fault.self) { try AMQPAddress(url: bad) }
            }
            #expect(throws: Fault.self) { try AMQPNames.check(Topic(String(repeating: "x", count: 300))) }
            #expect(throws: Fault.self) { try AMQPNames.check("compute.#") }
        }
    }
}
