import CloudConfiguration
import CloudCore
import CloudJSON
import CloudMessaging
import CloudNotifications
import CloudSQL
import TestKit
import Testing

/// What a service says, and where it goes before anybody sends it.
@Suite struct NotifierTests {
    /// Nobody listens there.
    private static let nowhere = ["notifications.transport_url": "rabbit://guest:guest@127.0.0.1:1/"]

    private struct Refused: Error {}

    @Test(arguments: TestEngine.available)
    func theMessageIsOslosAndItsRowIsOfTheTransaction(_ engine: TestEngine) async throws {
        try await Desk.run(engine, Self.nowhere.merging(["notifications.driver": "messagingv2"]) { $1 }) { desk in
            try await desk.notify("identity.user.created", 7)
            let row = try #require(try await desk.rows.first)
            let message = try JSON(parsing: Array(row.message.utf8))
            #expect(message["message_id"]?.string == row.id)
            #expect(Identifier.isUUID(row.id))
            #expect(message["_unique_id"]?.string?.count == 32)
            #expect(message["publisher_id"] == "identity.host1")
            #expect(message["event_type"] == "identity.user.created")
            #expect(message["priority"] == "INFO")
            #expect(message["payload"] == ["number": 7])
            let time = try #require(message["timestamp"]?.string)
            #expect(time.count == 26 && time.contains(" ") && Timestamp(time) != nil)
            #expect(message.object?.keys.filter { $0.hasPrefix("_context_") } == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func whatIsRolledBackWasNeverSaid(_ engine: TestEngine) async throws {
        for driver in ["messagingv2", "log", "bus"] {
            try await Desk.run(engine, Self.nowhere.merging(["notifications.driver": driver]) { $1 }) { desk in
                let heard = LockedValue<[String]>([])
                try await desk.bus.subscribe(
                    PublishedNotification.topic,
                    [.on(PublishedNotification.self) { each, _ in heard.withLock { $0.append(each.eventType) } }],
                    concurrency: 1)
                let notifier = desk.notifier
                await #expect(throws: Refused.self) {
                    try await desk.database.write { connection in
                        try notifier.notify(connection, "refused") { $0.value("x") }
                        throw Refused()
                    }
                }
                try await desk.notify("said")
                #expect(try await desk.rows.map(\.eventType) == (driver == "messagingv2" ? ["said"] : []))
                if driver == "bus" {
                    try await eventually { heard.withLock { !$0.isEmpty } }
                    #expect(heard.withLock { $0 } == ["said"])
                }
                let lines = desk.lines.withLock { $0 }
                #expect(lines.filter { $0.contains("notification refused") }.isEmpty)
                #expect(
                    lines.filter { $0.contains("notification said {\"message_id\"") }.count == (driver == "log" ? 1 : 0)
                )
            }
        }
    }

    @Test func nothingIsWrittenNorMadeWhenNobodyWouldHear() async throws {
        try await Desk.run(.sqlite, [:]) { desk in
            #expect(!desk.notifier.isOn)
            let notifier = desk.notifier
            try await desk.database.write { connection in
                try notifier.notify(connection, "unheard") { _ in throw Refused() }
            }
            #expect(try await desk.rows.isEmpty)
        }
    }

    @Test func theRequestsContextGoesAlongWhereTheSiblingsDoes() async throws {
        let settings = Self.nowhere.merging(["notifications.driver": "messagingv2"]) { $1 }
        try await Desk.run(.sqlite, settings, sendsContext: true) { desk in
            var context = RequestContext(requestID: "req-1", userID: "u", projectID: "p")
            context.userName = "somebody"
            try await RequestContext.$current.withValue(context) {
                try await desk.notify("compute.instance.create.end")
            }
            let message = try JSON(parsing: Array(try #require(try await desk.rows.first).message.utf8))
            #expect(message["_context_request_id"] == "req-1")
            #expect(message["_context_user_name"] == "somebody")
            #expect(message["_context_project_id"] == "p")
        }
    }

    @Test func settingsHaveOslosNamesAndDefaults() throws {
        func read(_ flags: [String: String]) throws -> NotificationSettings {
            try NotificationSettings(try Configuration(flags: flags), service: "identity", exchange: "keystone")
        }
        #expect(try read([:]).drivers == [])
        let withBus = try read(["bus.url": "amqp://h/"])
        #expect(withBus.drivers == [.messagingv2])
        #expect(withBus.transportURL == "amqp://h/")
        #expect(withBus.exchange == NotificationExchange(name: "keystone"))
        #expect(try read(["bus.url": "amqp://h/", "notifications.driver": "noop"]).transportURL == nil)
        let all = try read([
            "bus.url": "amqp://h/", "notifications.transport_url": "rabbit://u:p@other:5673/v",
            "notifications.driver": "messaging,log", "notifications.topics": "notifications,audit",
            "notifications.amqp_durable_queues": "true", "identity.control_exchange": "openstack",
        ])
        #expect(all.drivers == [.messaging, .log])
        #expect(all.transportURL == "rabbit://u:p@other:5673/v")
        #expect(all.exchange.topics == ["notifications", "audit"])
        #expect(all.exchange.isDurable && all.exchange.name == "openstack")
        for bad in [
            ["notifications.driver": "messagingv2"], ["notifications.driver": "carrier-pigeon"],
            ["bus.url": "amqp://h/", "notifications.driver": "messaging,messagingv2"],
            ["notifications.driver": "messagingv2", "notifications.transport_url": "http://h/"],
        ] {
            #expect(throws: (any Error).self) { try read(bad) }
        }
    }
}
