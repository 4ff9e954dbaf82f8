import CloudCore

/// The bus's own faults, worded once for every transport.
enum BusFault {
    /// Nobody subscribed to the topic while the call waited.
    static func nobody(_ topic: Topic, _ deadline: Duration) -> Fault {
        Fault(
            503, "No \(topic) answered within \(text(deadline)): none is running.", code: "bus.nobody",
            headers: [("Retry-After", "1")])
    }

    /// A subscriber was there, but did not answer in time.
    static func late(_ topic: Topic, _ deadline: Duration) -> Fault {
        Fault(504, "No \(topic) answered within \(text(deadline)).", code: "bus.timeout")
    }

    /// The broker stayed away.
    static func brokerAway(_ topic: Topic, _ waited: Duration, cause: String?) -> Fault {
        Fault(
            503, "The message broker was not reachable within \(text(waited)); nothing was sent to \(topic).",
            code: "bus.unavailable", cause: cause, headers: [("Retry-After", "1")])
    }

    /// The bus was closed under the caller.
    static func closed() -> Fault { Fault(503, "The message bus is closed.", code: "bus.closed") }

    /// The receiver knows no such call.
    static func unknown(_ name: String, _ topic: Topic) -> Fault {
        Fault(501, "\(topic) does not answer the message \(name).", code: "bus.unknown_message")
    }

    /// The receiver could not read the message.
    static func unreadable(_ topic: Topic, cause: String) -> Fault {
        Fault(400, "\(topic) could not read the message.", code: "bus.unreadable", cause: cause)
    }

    /// A value of another type came than the message's name promised.
    static func mismatch(_ name: String, found: String) -> Fault {
        Fault(500, "The message \(name) carried another type.", code: "bus.mismatch", cause: "found \(found)")
    }

    /// The topic cannot be written as an AMQP routing key.
    static func badTopic(_ topic: Topic) -> Fault {
        Fault(500, "\"\(topic)\" is no topic: use up to 200 bytes of words, dots and one @.", code: "bus.topic")
    }

    /// `5 s`, `0.25 s`.
    static func text(_ duration: Duration) -> String {
        let seconds = duration.milliseconds / 1000
        return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
    }
}
