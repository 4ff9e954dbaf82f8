package import CloudCore

/// The bus inside one process: values are handed over as they are, without encoding.
package final class InProcessBus: Bus {
    private struct State: Sendable {
        var desks: [Topic: Desk] = [:]
        var lastSeat = 0
    }

    private let state = LockedValue(State())
    private let clock: CloudClock
    private let capacity: Int
    private let onError: @Sendable (BusTrouble) -> Void

    /// At most `capacity` messages wait at a topic; the oldest are dropped beyond.
    package init(
        clock: CloudClock = .system, capacity: Int = 10_000,
        onError: @escaping @Sendable (BusTrouble) -> Void = { _ in }
    ) {
        self.clock = clock
        self.capacity = capacity
        self.onError = onError
    }

    package func call<M: CallMessage>(_ message: M, to topic: Topic, within deadline: Duration) async throws -> M.Reply
    {
        let waiter = Waiter<any Sendable>()
        enqueue(parcel(message, topic, waiter))
        let reply: any Sendable
        do {
            reply = try await waiter.value(within: deadline) { self.expired(topic, deadline) }
        } catch {
            atDesk(topic) { $0.sweep() }
            throw error
        }
        guard let reply = reply as? M.Reply else { throw BusFault.mismatch(M.name, found: "\(type(of: reply))") }
        return reply
    }

    package func cast<M: Message>(_ message: M, to topic: Topic) async throws { enqueue(parcel(message, topic, nil)) }

    package func fanout<M: Message>(_ message: M, to topic: Topic) async throws {
        let parcel = parcel(message, topic, nil)
        let dropped = atDesk(topic) { $0.putAll(parcel, capacity: capacity) }
        for parcel in dropped { onError(.dropped(message: parcel.name, topic: topic)) }
    }

    @discardableResult
    package func subscribe(_ topic: Topic, _ registrations: [Reception], concurrency: Int) async throws -> Subscription
    {
        let id = state.withLock { state in
            state.lastSeat += 1
            return state.lastSeat
        }
        let seat = Seat(id: id, receptions: Reception.byName(registrations), concurrency: concurrency)
        atDesk(topic) { $0.sit(seat) }
        return Subscription { self.atDesk(topic) { $0.leave(id) } }
    }

    private func parcel(_ message: some Message, _ topic: Topic, _ reply: Waiter<any Sendable>?) -> Parcel {
        let delivery = Delivery(context: RequestContext.current, sentAt: clock.now, topic: topic)
        return Parcel(name: type(of: message).name, message: message, delivery: delivery, reply: reply)
    }

    private func enqueue(_ parcel: Parcel) {
        let dropped = atDesk(parcel.delivery.topic) { $0.put(parcel, capacity: capacity) }
        if let dropped { onError(.dropped(message: dropped.name, topic: dropped.delivery.topic)) }
    }

    /// Changes the topic's desk, and starts what can be started then.
    private func atDesk<Result: Sendable>(_ topic: Topic, _ change: (inout Desk) -> Result) -> Result {
        let (result, assignments) = state.withLock { state in
            var desk = state.desks.removeValue(forKey: topic) ?? Desk()
            let result = change(&desk)
            let assignments = desk.assign()
            if !desk.isIdle { state.desks[topic] = desk }
            return (result, assignments)
        }
        for assignment in assignments {
            Task.detached {
                await self.run(assignment)
                self.atDesk(topic) { $0.finished(assignment.seat) }
            }
        }
        return result
    }

    private func run(_ assignment: Desk.Assignment) async {
        let parcel = assignment.parcel
        let topic = parcel.delivery.topic
        guard let reception = assignment.receptions[parcel.name], reception.answers || parcel.reply == nil else {
            onError(.unknownMessage(parcel.name, topic: topic))
            parcel.reply?.resolve(.failure(BusFault.unknown(parcel.name, topic)))
            return
        }
        do {
            let reply = try await RequestContext.$current.withValue(parcel.delivery.context) {
                try await reception.receive(parcel.message, parcel.delivery)
            }
            if let reply { parcel.reply?.resolve(.success(reply)) }
        } catch {
            if let reply = parcel.reply {
                reply.resolve(.failure(Fault(error)))
            } else {
                let context = parcel.delivery.context
                onError(.receiverFailed(message: parcel.name, topic: topic, context: context, error: error))
            }
        }
    }

    /// Why a call got no answer.
    private func expired(_ topic: Topic, _ deadline: Duration) -> Fault {
        let attended = state.withLock { state in !(state.desks[topic]?.seats.isEmpty ?? true) }
        return attended ? BusFault.late(topic, deadline) : BusFault.nobody(topic, deadline)
    }
}
