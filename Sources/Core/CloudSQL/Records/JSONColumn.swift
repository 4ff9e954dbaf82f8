import CloudJSON
import FoundationEssentials

/// Values stored as JSON text, with sorted keys so that equal values are equal texts.
///
/// The plain shapes (`JSON`, texts in arrays and dictionaries) go through CloudJSON, several times faster than Codable.
enum JSONColumn {
    static func encode<T: Encodable>(_ value: T) throws -> String {
        if let bytes = plain(value) { return String(decoding: bytes, as: UTF8.self) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<T: Decodable>(_ type: T.Type, _ text: String, _ column: String) throws -> T {
        if let value = plain(type, text) as? T { return value }
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw SQLError.decoding("column \(column) does not hold the JSON of \(type): \(error)")
        }
    }

    private static func plain<T>(_ value: T) -> [UInt8]? {
        let type: Any.Type = T.self
        if type == [String].self, let texts = value as? [String] { return JSONWriter.bytes(texts) }
        if type == [String: String].self, let texts = value as? [String: String] { return JSONWriter.bytes(texts) }
        if type == JSON.self, let json = value as? JSON { return JSONWriter.bytes(json) }
        if type == [String: JSON].self, let members = value as? [String: JSON] { return JSONWriter.bytes(members) }
        if type == [JSON].self, let items = value as? [JSON] { return JSONWriter.bytes(items) }
        return nil
    }

    /// The value if `type` is one of the plain shapes and `text` is of it.
    private static func plain(_ type: Any.Type, _ text: String) -> Any? {
        let isArray = type == [String].self || type == [JSON].self
        let isObject = type == [String: String].self || type == [String: JSON].self
        guard isArray || isObject || type == JSON.self, let json = try? JSON(parsing: text) else { return nil }
        switch json {
        case .array(let items) where type == [JSON].self: return items
        case .array(let items) where type == [String].self:
            let texts = items.compactMap(\.string)
            return texts.count == items.count ? texts : nil
        case .object(let members) where type == [String: JSON].self: return members
        case .object(let members) where type == [String: String].self:
            let texts = members.compactMapValues(\.string)
            return texts.count == members.count ? texts : nil
        default: return type == JSON.self ? json : nil
        }
    }
}
