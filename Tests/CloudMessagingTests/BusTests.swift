import CloudCore
import CloudMessaging
import TestKit
import Testing

extension MessagingSuite {
    /// What holds for every transport.
    @Suite struct BusTests {
        @Test(arguments: Transport.available) func aCallIsAnswered(_ transport: Transport) async throws {
            try await transport.run { wires in
                try await wires.receiver.subscribe(
                    wires.topic,
                    [
                        .answer(Ping.self) { ping, _ in .init(text: ping.text, by: "a") },
                        .answer(Who.self) { _, _ in nil },
                    ],
                    concurrency: 4)
                let reply = try await wires.sender.call(Ping(text: "héllo"), to: wires.topic, within: .seconds(10))
                #expect(reply == Ping.Reply(text: "héllo", by: "a"))
                let none = try await wires.sender.call(Who(), to: wires.topic, within: .seconds(10))
                #expect(none == nil)
            }
        }

        @Test(arguments: Transport.available) func aFaultReachesTheCaller(_ transport: Transport) async throws {
            struct Odd: Error {}
            try await transport.run { wires in
                try await wires.receiver.subscribe(
                    wires.topic,
                    [
                        .answer(Ping.self) { _, _ in
                            throw Fault(409, "Taken.", code: "Conflict", cause: "why", headers: [("Retry-After", "3")])
                        },
                        .answer(Who.self) { _, _ in throw Odd() },
                    ], concurrency: 1)
                let fault = await #expect(throws: Fault.self) {
                    try await wires.sender.call(Ping(text: ""), to: wires.topic, within: .seconds(10))
                }
                #expect(fault?.status == 409 && fault?.code == "Conflict" && fault?.message == "Taken.")
                #expect(fault?.headers.first?.value == "3")
                let other = await #expect(throws: Fault.self) {
                    try await wires.sender.call(Who(), to: wires.topic, within: .seconds(10))
                }
                #expect(other?.status == 500 && other?.cause?.contains("Odd") == true)
            }
        }

        @Test(arguments: Transport.available) func aLateAnswerIsAFault(_ transport: Transport) async throws {
            try await transport.run { wires in
                try await wires.receiver.subscribe(
                    wires.topic,
                    [
                        .answer(Ping.self) { _, _ in
                            try await Task.sleep(for: .seconds(2))
                            return .init(text: "", by: "")
                        }
                    ], concurrency: 1)
                let fault = await #expect(throws: Fault.self) {
                    try await wires.sender.call(Ping(text: ""), to: wires.topic, within: .milliseconds(250))
                }
                #expect(fault?.status == 504 && fault?.message == "No \(wires.topic) answered within 0.25 s.")
            }
        }

        @Test(arguments: Transport.available) func nobodyThereIsAFault(_ transport: Transport) async throws {
            try await transport.run { wires in
                let fault = await #expect(throws: Fault.self) {
                    try await wires.sender.call(Ping(text: ""), to: wires.topic, within: .seconds(1))
                }
                #expect(
                    fault?.status == 503 && fault?.message.hasPrefix("No \(wires.topic) answered within 1 s") == true)
            }
        }

        @Test(arguments: Transport.available) func aCallWaitsForTheSubscriber(_ transport: Transport) async throws {
            try await transport.run { wires in
                async let reply = wires.sender.call(Ping(text: "early"), to: wires.topic, within: .seconds(10))
                try await Task.sleep(for: .milliseconds(100))
                try await wires.receiver.subscribe(
                    wires.topic, [.answer(Ping.self) { ping, _ in .init(text: ping.text, by: "b") }], concurrency: 1)
                #expect(try await reply.by == "b")
            }
        }

        @Test(arguments: Transport.available) func castsAreSharedAndFanoutsAreNot(_ transport: Transport) async throws {
            try await transport.run { wires in
                let (first, second) = (Notes<Int>(), Notes<Int>())
                for notes in [first, second] {
                    let reception = Reception.on(Work.self) { work, _ in notes.add(work.number) }
                    try await wires.receiver.subscribe(wires.topic, [reception], concurrency: 2)
                }
                for number in 0..<20 { try await wires.sender.cast(Work(number: number), to: wires.topic) }
                try await eventually { first.all.count + second.all.count == 20 }
                #expect(Set(first.all + second.all) == Set(0..<20))
                #expect(!first.all.isEmpty && !second.all.isEmpty)
                try await wires.sender.fanout(Work(number: 100), to: wires.topic)
                try await eventually { first.all.contains(100) && second.all.contains(100) }
            }
        }

        @Test(arguments: Transport.available) func aTopicOfAHostIsItsOwn(_ transport: Transport) async throws {
            try await transport.run { wires in
                for host in ["host1", "host2.example.org"] {
                    try await wires.receiver.subscribe(
                        Topic(wires.topic.role, host: host),
                        [.answer(Ping.self) { ping, delivery in .init(text: delivery.topic.host ?? "", by: host) }],
                        concurrency: 1)
                }
                for host in ["host1", "host2.example.org"] {
                    let topic = Topic(wires.topic.role, host: host)
                    let reply = try await wires.sender.call(Ping(text: ""), to: topic, within: .seconds(10))
                    #expect(reply == Ping.Reply(text: host, by: host))
                }
            }
        }

        @Test(arguments: Transport.available) func earlyCastsWaitForTheSubscriber(_ transport: Transport) async throws {
            try await transport.run { wires in
                for number in 0..<5 { try await wires.sender.cast(Work(number: number), to: wires.topic) }
                let notes = Notes<Int>()
                try await wires.receiver.subscribe(
                    wires.topic, [.on(Work.self) { work, _ in notes.add(work.number) }], concurrency: 1)
                try await eventually { notes.all.count == 5 }
                #expect(notes.all == [0, 1, 2, 3, 4])
            }
        }

        @Test(arguments: Transport.available) func theContextTravels(_ transport: Transport) async throws {
            try await transport.run { wires in
                let notes = Notes<RequestContext?>()
                try await wires.receiver.subscribe(
                    wires.topic,
                    [
                        .on(Work.self) { _, delivery in
                            #expect(delivery.context == RequestContext.current)
                            #expect(CloudClock.system.now - delivery.sentAt < .seconds(30))
                            notes.add(RequestContext.current)
                        }
                    ], concurrency: 1)
                let context = RequestContext(requestID: "req-1", spanID: "7", userID: "u", projectID: "p")
                try await RequestContext.$current.withValue(context) {
                    try await wires.sender.cast(Work(number: 1), to: wires.topic)
                }
                try await wires.sender.cast(Work(number: 2), to: wires.topic)
                try await eventually { notes.all.count == 2 }
                #expect(notes.all == [context, nil])
            }
        }
    }
}
