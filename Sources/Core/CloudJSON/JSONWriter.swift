/// Writes JSON text into a byte buffer as it goes.
///
/// A field that the caller did not select (`fields=` in Neutron, `only` here) is skipped without its value being made.
package struct JSONWriter {
    package private(set) var bytes: [UInt8]
    private var needsComma = false
    private var selection: Set<String>?

    package init(capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// `value` as JSON text.
    package static func bytes(_ value: some JSONWritable) -> [UInt8] {
        var writer = JSONWriter()
        value.write(to: &writer)
        return writer.bytes
    }

    /// The text that `body` writes.
    package static func bytes(_ body: (inout JSONWriter) throws -> Void) rethrows -> [UInt8] {
        var writer = JSONWriter()
        try body(&writer)
        return writer.bytes
    }

    /// An object whose members `body` writes with `field`; with `only`, just those members.
    package mutating func object(only names: Set<String>? = nil, _ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        bytes.append(UInt8(ascii: "{"))
        let outer = selection
        selection = names
        needsComma = false
        try body(&self)
        selection = outer
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    package mutating func array<Items: Sequence>(
        _ items: Items, _ each: (inout JSONWriter, Items.Element) throws -> Void
    ) rethrows {
        separate()
        bytes.append(UInt8(ascii: "["))
        let outer = selection
        selection = nil
        needsComma = false
        for item in items { try each(&self, item) }
        selection = outer
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// A member with a value that `body` writes.
    package mutating func field(_ name: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        guard begin(name) else { return }
        let outer = selection
        selection = nil
        try body(&self)
        selection = outer
    }

    package mutating func field(_ name: String, _ value: some JSONWritable) {
        guard begin(name) else { return }
        value.write(to: &self)
    }

    package mutating func field(_ name: String, _ text: String) {
        guard begin(name) else { return }
        value(text)
    }

    package mutating func field(_ name: String, _ number: Int) { field(name, Int64(number)) }

    package mutating func field(_ name: String, _ number: Int64) {
        guard begin(name) else { return }
        value(number)
    }

    /// A member that is left out when there is no value.
    package mutating func fieldIfPresent(_ name: String, _ value: (some JSONWritable)?) {
        if let value { field(name, value) }
    }

    package mutating func null() { raw("null") }
    package mutating func value(_ value: Bool) { raw(value ? "true" : "false") }

    package mutating func value(_ value: some BinaryInteger) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
        needsComma = true
    }

    package mutating func value(_ number: Int) { value(Int64(number)) }

    package mutating func value(_ number: Int64) {
        separate()
        needsComma = true
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var divisor: UInt64 = 1
        while number.magnitude / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number.magnitude / divisor % 10))
            divisor /= 10
        }
    }

    /// JSON has no infinities and no NaN: they become null.
    package mutating func value(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: value.description.utf8)
        needsComma = true
    }

    package mutating func value(_ text: String) {
        separate()
        quote(text)
        needsComma = true
    }

    private mutating func raw(_ text: StaticString) {
        separate()
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
        needsComma = true
    }

    private mutating func begin(_ name: String) -> Bool {
        if let selection, !selection.contains(name) { return false }
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
        return true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func quote(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var start = 0
            for index in 0..<utf8.count {
                let byte = utf8[index]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: utf8[start..<index])
                escape(byte)
                start = index + 1
            }
            bytes.append(contentsOf: start == 0 ? utf8 : UnsafeBufferPointer(rebasing: utf8[start...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}
