import CloudCore
import CloudJSON
import CloudMessaging
import CloudNotifications
import CloudSQL
import TestKit
import Testing

/// Over a real broker; one after the other, for one of them stops it.
@Suite(.serialized, .enabled(if: RabbitMQServer.isInstalled)) struct BrokerTests {
    /// An exchange and a topic of the test's own.
    private static func settings(_ url: String, _ more: [String: String] = [:]) -> [String: String] {
        let name = IdentifierSource.random.hex()
        return [
            "notifications.transport_url": url, "notifications.driver": "messagingv2",
            "notifications.topics": name, "identity.control_exchange": "x" + name,
        ].merging(more) { $1 }
    }

    private static func message(_ envelope: JSON) throws -> JSON {
        #expect(envelope["oslo.version"] == "2.0")
        return try JSON(parsing: Array((envelope["oslo.message"]?.string ?? "").utf8))
    }

    @Test(arguments: TestEngine.available)
    func allComeOnceAndInOrder(_ engine: TestEngine) async throws {
        let url = try await RabbitMQServer.another.url
        let settings = Self.settings(url)
        try await Desk.run(engine, settings) { desk in
            try await desk.sending {
                for number in 0..<250 { try await desk.notify("event", number) }
                try await eventually { try await desk.rows.isEmpty }
                let listener = try Listener(url: url, queue: (settings["notifications.topics"] ?? "") + ".info")
                let messages = try await listener.only(250).map(Self.message)
                #expect(messages.map { $0["payload"]?["number"]?.integer } == (0..<250).map { Int64($0) })
                #expect(Set(messages.map { $0["message_id"]?.string }).count == 250)
                listener.close()
            }
        }
    }

    @Test func eachTopicHasAllAndFormatOneHasNoEnvelope() async throws {
        let url = try await RabbitMQServer.another.url
        let name = IdentifierSource.random.hex()
        let settings = Self.settings(
            url, ["notifications.topics": "\(name)a,\(name)b", "notifications.driver": "messaging"])
        try await Desk.run(.sqlite, settings) { desk in
            try await desk.sending {
                try await desk.notify("event", 1)
                try await eventually { try await desk.rows.isEmpty }
                for topic in ["a", "b"] {
                    let listener = try Listener(url: url, queue: "\(name)\(topic).info")
                    #expect(try await listener.take(1).first?["payload"] == ["number": 1])
                    listener.close()
                }
            }
        }
    }

    @Test func whatOthersDeclaredInAnotherWayIsUsedAsItIs() async throws {
        let url = try await RabbitMQServer.another.url
        let settings = Self.settings(url)
        try await Desk.run(.sqlite, settings.merging(["notifications.amqp_durable_queues": "true"]) { $1 }) { first in
            try await first.sending {
                try await first.notify("event", 1)
                try await eventually { try await first.rows.isEmpty }
            }
        }
        try await Desk.run(.sqlite, settings) { second in
            try await second.sending {
                try await second.notify("event", 2)
                try await eventually { try await second.rows.isEmpty }
            }
        }
        let listener = try Listener(url: url, queue: (settings["notifications.topics"] ?? "") + ".info")
        #expect(try await listener.take(2).count == 2)
        listener.close()
    }

    @Test(arguments: TestEngine.available)
    func aBrokerThatIsAwayCostsNobodyAnything(_ engine: TestEngine) async throws {
        let server = try await RabbitMQServer.another
        let settings = Self.settings(server.url)
        try await Desk.run(engine, settings) { desk in
            try await desk.sending {
                try await desk.notify("before", 0)
                try await eventually { try await desk.rows.isEmpty }
                let first = try Listener(url: server.url, queue: (settings["notifications.topics"] ?? "") + ".info")
                var messages = try await first.take(1)
                first.close()
                try await server.stop()
                let start = ContinuousClock.now
                for number in 1...20 { try await desk.notify("during", number) }
                #expect(ContinuousClock.now - start < .seconds(20), "a write waited for the broker")
                #expect(try await desk.rows.count == 20)
                try await server.start()
                try await desk.notify("after", 21)
                try await eventually { try await desk.rows.isEmpty }
                let second = try Listener(url: server.url, queue: (settings["notifications.topics"] ?? "") + ".info")
                messages += try await second.only(21)
                second.close()
                let numbers = try messages.map { try Self.message($0)["payload"]?["number"]?.integer }
                #expect(numbers == (0...21).map { Int64($0) })
            }
        }
    }
}
