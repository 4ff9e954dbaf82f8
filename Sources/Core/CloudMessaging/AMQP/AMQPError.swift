import CRabbitMQ

/// Why the connection to the broker is of no use any more.
struct AMQPError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// `status` is one of rabbitmq-c's negative numbers.
    init(_ what: String, status: Int32) {
        self.init("\(what): \(amqp_error_string2(status).map { String(cString: $0) } ?? "error \(status)")")
    }

    /// The broker's own words, out of a `connection.close` or `channel.close`.
    init(_ what: String, closedBy method: amqp_method_t) {
        switch (method.id, method.decoded) {
        case (AMQPMethod.connectionClose, let decoded?):
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            self.init("\(what): \(String(amqp: close.reply_text))")
        case (AMQPMethod.channelClose, let decoded?):
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            self.init("\(what): \(String(amqp: close.reply_text))")
        default:
            self.init("\(what): the broker closed it (method \(method.id))")
        }
    }

    /// Whether somebody else declared the thing in another way.
    var isPreconditionFailed: Bool { description.contains("PRECONDITION_FAILED") }
    /// Whether the thing is not there.
    var isNotFound: Bool { description.contains("NOT_FOUND") }

    /// Throws unless `reply` is a normal one.
    static func check(_ reply: amqp_rpc_reply_t, _ what: String) throws {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_LIBRARY_EXCEPTION: throw AMQPError(what, status: reply.library_error)
        case AMQP_RESPONSE_SERVER_EXCEPTION: throw AMQPError(what, closedBy: reply.reply)
        default: throw AMQPError("\(what): no reply")
        }
    }

    /// Throws unless `status` is zero.
    static func check(_ status: Int32, _ what: String) throws {
        guard status == 0 else { throw AMQPError(what, status: status) }
    }
}
