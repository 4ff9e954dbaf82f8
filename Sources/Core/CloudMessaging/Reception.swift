/// How one type of message is received: a closure that takes it, or one that answers it.
package struct Reception: Sendable {
    /// The message's name.
    let name: String
    /// Whether the closure makes a reply.
    let answers: Bool
    /// Reads the message out of an envelope.
    let decode: @Sendable (KeyedDecodingContainer<EnvelopeKey>) throws -> any Message
    /// Runs the closure; the reply, if it answers.
    let receive: @Sendable (any Message, Delivery) async throws -> (any Codable & Sendable)?

    /// Takes messages of `type` that were cast or fanned out. A thrown error is reported and the message is done.
    package static func on<M: Message>(
        _ type: M.Type, _ body: @escaping @Sendable (M, Delivery) async throws -> Void
    ) -> Reception {
        let decode = Self.decoder(of: type)
        return Reception(name: M.name, answers: false, decode: decode) { message, delivery in
            try await body(try Self.narrow(message), delivery)
            return nil
        }
    }

    /// Answers calls of `type`. A thrown error reaches the caller as a fault.
    package static func answer<M: CallMessage>(
        _ type: M.Type, _ body: @escaping @Sendable (M, Delivery) async throws -> M.Reply
    ) -> Reception {
        let decode = Self.decoder(of: type)
        return Reception(name: M.name, answers: true, decode: decode) { message, delivery in
            try await body(try Self.narrow(message), delivery)
        }
    }

    private static func decoder<M: Message>(
        of type: M.Type
    ) -> @Sendable (KeyedDecodingContainer<EnvelopeKey>) throws -> any Message {
        { try $0.decode(M.self, forKey: .body) }
    }

    private static func narrow<M: Message>(_ message: any Message) throws -> M {
        guard let message = message as? M else { throw BusFault.mismatch(M.name, found: "\(type(of: message))") }
        return message
    }
}

extension Reception {
    /// The receptions by message name; the last of one name wins.
    static func byName(_ receptions: [Reception]) -> [String: Reception] {
        Dictionary(receptions.map { ($0.name, $0) }) { _, last in last }
    }
}
