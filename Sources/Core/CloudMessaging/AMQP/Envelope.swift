import CloudCore
import FoundationEssentials

/// A message with what belongs to it, as it is written to the wire.
struct OutgoingEnvelope<M: Message>: Encodable {
    let message: M
    let topic: Topic
    let context: RequestContext?
    let sentAt: Timestamp

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: EnvelopeKey.self)
        try container.encode(M.name, forKey: .name)
        try container.encode(sentAt, forKey: .sentAt)
        try container.encode(topic.description, forKey: .topic)
        try container.encodeIfPresent(context, forKey: .context)
        try container.encode(message, forKey: .body)
    }
}

/// A message as it is read from the wire, by a subscription that knows certain names.
struct IncomingEnvelope: Decodable {
    let name: String
    let delivery: Delivery
    /// Nil when the name is not known.
    let known: (reception: Reception, message: any Message)?

    private static let receptions = CodingUserInfoKey(rawValue: "apus.receptions")

    init(_ bytes: Data, _ receptions: [String: Reception]) throws {
        let decoder = JSONDecoder()
        if let key = Self.receptions { decoder.userInfo[key] = receptions }
        self = try decoder.decode(IncomingEnvelope.self, from: bytes)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: EnvelopeKey.self)
        name = try container.decode(String.self, forKey: .name)
        delivery = Delivery(
            context: try container.decodeIfPresent(RequestContext.self, forKey: .context),
            sentAt: try container.decode(Timestamp.self, forKey: .sentAt),
            topic: Topic(try container.decode(String.self, forKey: .topic)))
        let receptions = Self.receptions.flatMap { decoder.userInfo[$0] as? [String: Reception] }
        known = try receptions?[name].map { ($0, try $0.decode(container)) }
    }
}
