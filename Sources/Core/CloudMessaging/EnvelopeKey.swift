/// The fields of an envelope on the wire.
enum EnvelopeKey: String, CodingKey {
    /// The message's name.
    case name
    /// Microseconds since 1970.
    case sentAt = "sent_at"
    /// The topic it was sent to.
    case topic
    case context
    /// The message itself.
    case body
}
