/// How an exchange or a queue is declared at the broker.
struct AMQPDeclaration {
    var isDurable: Bool
    var deletesItself = false
    /// Only of a queue.
    var usesQuorum = false
    /// Only looks whether it is there, however it was declared.
    var isPassive = false

    static let durable = AMQPDeclaration(isDurable: true)
}
