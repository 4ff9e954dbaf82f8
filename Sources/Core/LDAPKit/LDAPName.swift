/// Distinguished names as texts (RFC 4514).
package enum LDAPName {
    /// `attribute=value,parent`, the value escaped.
    package static func child(_ attribute: LDAPAttribute, _ value: String, of parent: String) -> String {
        "\(attribute.name)=\(escaped(value))" + (parent.isEmpty ? "" : ",\(parent)")
    }

    /// A value as it may stand in a name.
    package static func escaped(_ value: String) -> String {
        let bytes = Array(value.utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let isEdge = index == 0 || index == bytes.count - 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "<"),
                UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "="):
                out += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: " ") where isEdge, UInt8(ascii: "#") where index == 0:
                out += [UInt8(ascii: "\\"), byte]
            case 0..<0x20, 0x7F:
                out += [UInt8(ascii: "\\"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// For comparing names that one server wrote: case and blanks beside separators do not count.
    package static func folded(_ name: String) -> String {
        var out: [UInt8] = []
        var isEscaped = false
        // Right behind a separator, or at the beginning.
        var isEdge = true
        for byte in name.lowercased().utf8 {
            if byte == UInt8(ascii: " "), isEdge { continue }
            let separates = !isEscaped && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: "="))
            if separates {
                while out.last == UInt8(ascii: " "), out.dropLast().last != UInt8(ascii: "\\") { out.removeLast() }
            }
            out.append(byte)
            isEdge = separates
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return String(decoding: out, as: UTF8.self)
    }
}
