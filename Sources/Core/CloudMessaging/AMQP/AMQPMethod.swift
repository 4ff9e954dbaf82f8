/// Numbers of AMQP 0-9-1 (class in the upper, method in the lower half), whose macros Swift does not import.
enum AMQPMethod {
    static let connectionClose: UInt32 = 0x000A_0032
    static let channelClose: UInt32 = 0x0014_0028
    static let deliver: UInt32 = 0x003C_003C
    static let returned: UInt32 = 0x003C_0032
    static let ack: UInt32 = 0x003C_0050
    static let nack: UInt32 = 0x003C_0078
    static let cancel: UInt32 = 0x003C_001E
    static let flow: UInt32 = 0x0014_0014
}
