import Testing

/// Everything about the bus, one test after the other: one of them restarts the broker that the others use.
@Suite(.serialized) struct MessagingSuite {}
