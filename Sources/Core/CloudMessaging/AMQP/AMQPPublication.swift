import CRabbitMQ
import CloudCore
import FoundationEssentials

/// A message as it is given to the broker.
struct AMQPPublication {
    var exchange: String
    var key: String
    /// The message's name.
    var type: String
    var messageID: String
    var body: Data
    var contentEncoding: String?
    /// Whether it outlives the broker's restart.
    var persistent: Bool
    /// Whether the broker returns it when no queue takes it.
    var mandatory: Bool
    var correlation: String?
    var replyTo: String?
    /// How long it is worth delivering; nil is for ever.
    var lifetime: Duration?

    /// The properties as C wants them; they borrow from `strings`.
    func properties(_ strings: inout AMQPStrings) -> amqp_basic_properties_t {
        var out = amqp_basic_properties_t()
        out.content_type = strings.lend("application/json")
        out.delivery_mode = persistent ? 2 : 1
        out.type = strings.lend(type)
        out.message_id = strings.lend(messageID)
        out._flags = AMQPFlag.contentType | AMQPFlag.deliveryMode | AMQPFlag.type | AMQPFlag.messageID
        if let contentEncoding {
            out.content_encoding = strings.lend(contentEncoding)
            out._flags |= AMQPFlag.contentEncoding
        }
        if let correlation {
            out.correlation_id = strings.lend(correlation)
            out._flags |= AMQPFlag.correlation
        }
        if let replyTo {
            out.reply_to = strings.lend(replyTo)
            out._flags |= AMQPFlag.replyTo
        }
        if let lifetime {
            out.expiration = strings.lend("\(max(1, Int(lifetime.milliseconds)))")
            out._flags |= AMQPFlag.expiration
        }
        return out
    }
}
