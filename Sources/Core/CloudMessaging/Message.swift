/// What is sent over the bus: a value that one program makes and another understands by its name.
package protocol Message: Codable, Sendable {
    /// The message's name on the wire, `"compute.build_server"`; unique in the cloud and stable.
    static var name: String { get }
}

/// A message that is answered.
package protocol CallMessage: Message {
    associatedtype Reply: Codable & Sendable
}
