import CRabbitMQ
import CShim
import CloudCore
import FoundationEssentials
import Glibc

/// One connection to the broker with one channel. Belongs to one thread; every call may block, for seconds at worst.
final class AMQPConnection {
    private static let channel: UInt16 = 1
    private static let heartbeatSeconds: Int32 = 20
    private let state: amqp_connection_state_t
    /// To poll for input with.
    let socket: Int32

    init(_ address: AMQPAddress) throws {
        guard let state = amqp_new_connection() else { throw AMQPError("out of memory") }
        do {
            socket = try Self.open(state, address)
        } catch {
            amqp_destroy_connection(state)
            throw error
        }
        self.state = state
    }

    deinit {
        amqp_destroy_connection(state)
    }

    private static func open(_ state: amqp_connection_state_t, _ address: AMQPAddress) throws -> Int32 {
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        guard let tcp = amqp_tcp_socket_new(state) else { throw AMQPError("out of memory") }
        try AMQPError.check(amqp_set_handshake_timeout(state, &patience), "handshake timeout")
        try AMQPError.check(amqp_set_rpc_timeout(state, &patience), "rpc timeout")
        var connectPatience = timeval(tv_sec: 5, tv_usec: 0)
        let status = amqp_socket_open_noblock(tcp, address.host, address.port, &connectPatience)
        try AMQPError.check(status, "cannot connect to \(address)")
        let login = shim_amqp_login(
            state, address.virtualHost, 131_072, heartbeatSeconds, address.user, address.password)
        try AMQPError.check(login, "cannot log in at \(address)")
        amqp_channel_open(state, channel)
        try AMQPError.check(amqp_get_rpc_reply(state), "cannot open a channel at \(address)")
        return amqp_get_sockfd(state)
    }

    /// Says goodbye; errors do not matter any more.
    func close() { _ = amqp_connection_close(state, 200) }

    // MARK: What the broker sends

    /// The next thing that has already arrived, or nil; sends and checks heartbeats on the way.
    /// To be called every few seconds.
    func nextEvent() throws -> AMQPEvent? {
        var frame = amqp_frame_t()
        var now = timeval(tv_sec: 0, tv_usec: 0)
        let status = amqp_simple_wait_frame_noblock(state, &frame, &now)
        if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
        try AMQPError.check(status, "connection lost")
        guard frame.frame_type == UInt8(AMQP_FRAME_METHOD) else { return .other }
        return try event(frame.payload.method)
    }

    /// Frees the memory of what was read so far.
    func releaseBuffers() { amqp_maybe_release_buffers(state) }

    private func event(_ method: amqp_method_t) throws -> AMQPEvent {
        guard let decoded = method.decoded else { return .other }
        switch method.id {
        case AMQPMethod.deliver:
            let deliver = decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee
            return try delivery(consumer: String(amqp: deliver.consumer_tag), tag: deliver.delivery_tag)
        case AMQPMethod.ack:
            let ack = decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            return .confirmed(ack.delivery_tag, multiple: ack.multiple != 0)
        case AMQPMethod.nack:
            let nack = decoded.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee
            return .refused(nack.delivery_tag, multiple: nack.multiple != 0)
        case AMQPMethod.returned:
            return try readContent { .returned(messageID: String(amqp: $0.properties.message_id)) }
        case AMQPMethod.cancel:
            throw AMQPError("the broker took a queue away")
        case AMQPMethod.channelClose, AMQPMethod.connectionClose:
            throw AMQPError("connection closed", closedBy: method)
        default:
            return .other
        }
    }

    private func delivery(consumer: String, tag: UInt64) throws -> AMQPEvent {
        try readContent { message in
            let properties = message.properties
            let replyTo = properties._flags & AMQPFlag.replyTo != 0 ? String(amqp: properties.reply_to) : nil
            let correlation =
                properties._flags & AMQPFlag.correlation != 0 ? String(amqp: properties.correlation_id) : nil
            return .delivery(
                AMQPDelivery(
                    consumer: consumer, tag: tag, replyTo: replyTo, correlation: correlation,
                    body: Data(amqp: message.body)))
        }
    }

    /// Reads the properties and the body that follow a method.
    private func readContent(_ make: (amqp_message_t) -> AMQPEvent) throws -> AMQPEvent {
        var message = amqp_message_t()
        try AMQPError.check(amqp_read_message(state, Self.channel, &message, 0), "connection lost within a message")
        defer { amqp_destroy_message(&message) }
        return make(message)
    }

    // MARK: What we ask of the broker

    /// Declares a topic exchange.
    func declareExchange(_ name: String, _ way: AMQPDeclaration = .durable) throws {
        AMQPStrings.lending { strings in
            let (lent, kind) = (strings.lend(name), strings.lend("topic"))
            _ = amqp_exchange_declare(
                state, Self.channel, lent, kind, way.isPassive ? 1 : 0, way.isDurable ? 1 : 0,
                way.deletesItself ? 1 : 0, 0, amqp_empty_table)
        }
        try checkReply("cannot declare the exchange \(name)")
    }

    /// Declares a queue that stays until somebody deletes it, unless it deletes itself.
    func declareQueue(_ name: String, _ way: AMQPDeclaration) throws {
        AMQPStrings.lending { strings in
            var entry = amqp_table_entry_t()
            entry.key = strings.lend("x-queue-type")
            entry.value.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            entry.value.value.bytes = strings.lend("quorum")
            let lent = strings.lend(name)
            withUnsafeMutablePointer(to: &entry) { entry in
                let arguments = amqp_table_t(num_entries: way.usesQuorum && !way.isPassive ? 1 : 0, entries: entry)
                _ = amqp_queue_declare(
                    state, Self.channel, lent, way.isPassive ? 1 : 0, way.isDurable ? 1 : 0, 0,
                    way.deletesItself ? 1 : 0, arguments)
            }
        }
        try checkReply("cannot declare the queue \(name)")
    }

    /// Declares a durable queue that goes when nobody used it for `expiry`; how many consumers it has.
    func declareQueue(_ name: String, expiry: Duration) throws -> Int {
        let consumers = AMQPStrings.lending { strings in
            var entry = amqp_table_entry_t()
            entry.key = strings.lend("x-expires")
            entry.value.kind = UInt8(AMQP_FIELD_KIND_I32.rawValue)
            entry.value.value.i32 = Int32(clamping: Int(expiry.milliseconds))
            let queue = strings.lend(name)
            return withUnsafeMutablePointer(to: &entry) { entry in
                let arguments = amqp_table_t(num_entries: 1, entries: entry)
                return amqp_queue_declare(state, Self.channel, queue, 0, 1, 0, 0, arguments)?.pointee.consumer_count
            }
        }
        try checkReply("cannot declare the queue \(name)")
        return Int(consumers ?? 0)
    }

    /// Declares a queue that is this connection's alone and goes with it.
    func declareExclusiveQueue(_ name: String) throws {
        _ = name.withAMQPBytes { amqp_queue_declare(state, Self.channel, $0, 0, 0, 1, 1, amqp_empty_table) }
        try checkReply("cannot declare the queue \(name)")
    }

    /// Deletes a queue with what is in it.
    func deleteQueue(_ name: String) throws {
        _ = name.withAMQPBytes { amqp_queue_delete(state, Self.channel, $0, 0, 0) }
        try checkReply("cannot delete the queue \(name)")
    }

    func bind(_ queue: String, to exchange: String, key: String) throws {
        AMQPStrings.lending { strings in
            let (queue, exchange, key) = (strings.lend(queue), strings.lend(exchange), strings.lend(key))
            _ = amqp_queue_bind(state, Self.channel, queue, exchange, key, amqp_empty_table)
        }
        try checkReply("cannot bind the queue \(queue)")
    }

    /// Starts delivery from a queue, at most `prefetch` messages ahead of their acknowledgements; nil is without any.
    func consume(_ queue: String, consumer: String, prefetch: Int?) throws {
        _ = amqp_basic_qos(state, Self.channel, 0, UInt16(clamping: prefetch ?? 0), 0)
        try checkReply("cannot set the prefetch count")
        AMQPStrings.lending { strings in
            let (queue, consumer) = (strings.lend(queue), strings.lend(consumer))
            let unacknowledged: Int32 = prefetch == nil ? 1 : 0
            _ = amqp_basic_consume(state, Self.channel, queue, consumer, 0, unacknowledged, 0, amqp_empty_table)
        }
        try checkReply("cannot consume from the queue \(queue)")
    }

    func cancel(consumer: String) throws {
        _ = consumer.withAMQPBytes { amqp_basic_cancel(state, Self.channel, $0) }
        try checkReply("cannot cancel a consumer")
    }

    func acknowledge(_ tag: UInt64) throws {
        try AMQPError.check(amqp_basic_ack(state, Self.channel, tag, 0), "connection lost")
    }

    func reject(_ tag: UInt64, requeue: Bool) throws {
        try AMQPError.check(amqp_basic_reject(state, Self.channel, tag, requeue ? 1 : 0), "connection lost")
    }

    /// From now on the broker confirms what is published; the first publication is number 1.
    func selectConfirms() throws {
        _ = amqp_confirm_select(state, Self.channel)
        try checkReply("cannot select publisher confirms")
    }

    func publish(_ publication: AMQPPublication) throws {
        let status = AMQPStrings.lending { strings in
            var properties = publication.properties(&strings)
            let (exchange, key) = (strings.lend(publication.exchange), strings.lend(publication.key))
            let mandatory: Int32 = publication.mandatory ? 1 : 0
            return publication.body.withAMQPBytes {
                amqp_basic_publish(state, Self.channel, exchange, key, mandatory, 0, &properties, $0)
            }
        }
        try AMQPError.check(status, "connection lost")
    }

    private func checkReply(_ what: String) throws { try AMQPError.check(amqp_get_rpc_reply(state), what) }
}
