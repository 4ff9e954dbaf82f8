import CloudCore

/// A subscription at the broker: reads what comes and runs the receivers.
struct AMQPReceiver: Sendable {
    /// What becomes of a message when it has been received.
    enum Outcome: Sendable {
        case done
        case garbage
        /// Not begun; somebody else is to have it.
        case givenBack
    }

    let id: String
    let topic: Topic
    let receptions: [String: Reception]
    let concurrency: Int
    let lane: Lane
    let onError: @Sendable (BusTrouble) -> Void

    /// Consumes from the queue that the topic's subscribers share.
    var sharedConsumer: String { "one.\(id)" }
    /// Consumes from this subscription's own queue of fan-outs; the queue's name, too.
    var fanoutConsumer: String { "apus.fanout.\(id)" }

    /// Receives one message; `answer` is called with the id of a call and the bytes of its reply.
    func receive(_ incoming: AMQPDelivery, answer: @Sendable (ReplyAddress, ReplyBytes) -> Void) async -> Outcome {
        let reply = ReplyAddress(incoming)
        let envelope: IncomingEnvelope
        do {
            envelope = try IncomingEnvelope(incoming.body, receptions)
        } catch {
            onError(.unreadable(topic: topic, reason: "\(error)"))
            if let reply { answer(reply, ReplyEnvelope.bytes(BusFault.unreadable(topic, cause: "\(error)"))) }
            return .garbage
        }
        guard let (reception, message) = envelope.known, reception.answers || reply == nil else {
            onError(.unknownMessage(envelope.name, topic: topic))
            if let reply { answer(reply, ReplyEnvelope.bytes(BusFault.unknown(envelope.name, topic))) }
            return .garbage
        }
        do {
            let result = try await RequestContext.$current.withValue(envelope.delivery.context) {
                try await reception.receive(message, envelope.delivery)
            }
            if let reply, let result { answer(reply, try ReplyEnvelope.bytes(result)) }
        } catch {
            if let reply {
                answer(reply, ReplyEnvelope.bytes(Fault(error)))
            } else {
                let context = envelope.delivery.context
                onError(.receiverFailed(message: envelope.name, topic: topic, context: context, error: error))
            }
        }
        return .done
    }
}
