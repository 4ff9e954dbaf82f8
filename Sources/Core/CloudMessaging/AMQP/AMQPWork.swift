/// What a thread does with its connection. Its methods run on that thread only; a thrown error ends the connection.
protocol AMQPWork: SendableMetatype {
    associatedtype Command: Sendable

    /// A new connection stands.
    func connected(_ connection: AMQPConnection) throws
    func perform(_ command: Command, on connection: AMQPConnection) throws
    func received(_ event: AMQPEvent, on connection: AMQPConnection) throws
    /// The connection is gone.
    func disconnected()
    /// The bus is closed; nothing follows.
    func finished()
}
