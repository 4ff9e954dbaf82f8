/// An element of a set, or a key and value of a map, in the words of an nft script.
struct NFTElement: Decodable, Sendable {
    var words: [String]

    private enum Keys: String, CodingKey {
        case prefix, addr, len, jump, target, elem, val
    }

    init(from decoder: any Decoder) throws {
        if var pair = try? decoder.unkeyedContainer() {
            words = []
            while !pair.isAtEnd { words += try pair.decode(NFTElement.self).words }
        } else if let values = try? decoder.container(keyedBy: Keys.self) {
            words = [try Self.text(of: values)]
        } else {
            let value = try decoder.singleValueContainer()
            words = [try (try? value.decode(String.self)) ?? String(value.decode(Int.self))]
        }
    }

    private static func text(of values: KeyedDecodingContainer<Keys>) throws -> String {
        if values.contains(.prefix) {
            let prefix = try values.nestedContainer(keyedBy: Keys.self, forKey: .prefix)
            return try "\(prefix.decode(String.self, forKey: .addr))/\(prefix.decode(Int.self, forKey: .len))"
        }
        if values.contains(.jump) {
            let jump = try values.nestedContainer(keyedBy: Keys.self, forKey: .jump)
            return "jump \(try jump.decode(String.self, forKey: .target))"
        }
        if values.contains(.elem) {
            let element = try values.nestedContainer(keyedBy: Keys.self, forKey: .elem)
            return try element.decode(NFTElement.self, forKey: .val).words.joined(separator: " ")
        }
        return "?"
    }
}
