import CloudJSON
import CloudSQL

/// A value stored as JSON text and read with our own parser: what every row of a long list carries.
protocol JSONText: SQLScalar, JSONWritable, Sendable {
    init(json: JSON) throws
}

extension JSONText {
    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        try self.init(json: JSON(parsing: Array(text.utf8)))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(decoding: JSONWriter.bytes(self), as: UTF8.self))
    }
}
