import CloudCore
import CloudMessaging
import FoundationEssentials
import TestKit
import Testing

/// The transports that the same tests run over.
enum Transport: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case inProcess, amqp

    static var available: [Transport] { allCases.filter { $0 == .inProcess || RabbitMQServer.isInstalled } }

    var testDescription: String { rawValue }

    /// Runs `body` with a sender's and a receiver's bus, which are the same one in process.
    func run(_ body: (Wires) async throws -> Void) async throws {
        let troubles = Notes<BusTrouble>()
        let onError: @Sendable (BusTrouble) -> Void = { troubles.add($0) }
        switch self {
        case .inProcess:
            let bus = InProcessBus(onError: onError)
            try await body(Wires(sender: bus, receiver: bus, troubles: troubles))
        case .amqp:
            let url = try await RabbitMQServer.shared.url
            let sender = try AMQPBus(url: url)
            let receiver = try AMQPBus(url: url, onError: onError)
            defer {
                sender.close()
                receiver.close()
            }
            try await body(Wires(sender: sender, receiver: receiver, troubles: troubles))
        }
    }
}

/// What a test over any transport works with.
struct Wires {
    let sender: any Bus
    let receiver: any Bus
    /// What the receiver's bus reported.
    let troubles: Notes<BusTrouble>
    /// A topic of this test alone.
    let topic = Topic("test.\(IdentifierSource.random.hex())")
}
