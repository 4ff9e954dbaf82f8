import CloudCore
import CloudHTTP
import CloudJSON

extension APIRequest {
    /// The provider in the path, as it is stored.
    var uuid: String { Self.stored(parameter("uuid")) }
    /// The consumer in the path, as it is stored.
    var consumer: String { Self.stored(parameter("consumer_uuid")) }

    private static func stored(_ text: String) -> String {
        Identifier.isUUIDLike(text) ? SymbolName.normalized(uuid: text) : text
    }
}

extension StringFormat {
    /// Anything but U+0000, which databases cannot hold.
    static let withoutNull = StringFormat("text without null characters") { !$0.utf8.contains(0) }
    /// Names of traits, classes and consumer types.
    static let symbol = StringFormat("symbol", pattern: SymbolName.pattern, accepts: { SymbolName.isValid($0) })
    /// Names of custom traits and classes.
    static let customSymbol = StringFormat("symbol", pattern: SymbolName.customPattern, accepts: SymbolName.isCustom)
}

extension Schema {
    static let anyInteger = Schema.integer()
    /// An id of another service.
    static let externalID = Schema.string(minLength: 1, maxLength: 255, format: .withoutNull)
}
