/// Which of a message's properties are set.
enum AMQPFlag {
    static let contentType: UInt32 = 1 << 15
    static let contentEncoding: UInt32 = 1 << 14
    static let deliveryMode: UInt32 = 1 << 12
    static let correlation: UInt32 = 1 << 10
    static let replyTo: UInt32 = 1 << 9
    static let expiration: UInt32 = 1 << 8
    static let messageID: UInt32 = 1 << 7
    static let type: UInt32 = 1 << 5
}
