package import CloudCore
import Crypto
import FoundationEssentials

/// Identifiers as pycadf and Keystone make them (RFC 9562, version 5).
package enum CADFIdentifier {
    /// The first half of SHA-256 of pycadf's default namespace, `openstack`.
    private static let namespace: [UInt8] = Array(SHA256.hash(data: Data("openstack".utf8)).prefix(16))
    /// Keystone's for resources whose ids are none of a UUID's form.
    private static let resources = bytes(of: "4332ecab-770b-4288-a680-b9aca3b1b153")

    /// A new event's id (`pycadf.identifier.generate_uuid`).
    package static func new(_ identifiers: IdentifierSource) -> String {
        text(version5(namespace, identifiers.uuid()))
    }

    /// A resource's id: itself when it is a UUID (`keystone.common.utils.resource_uuid`).
    package static func of(resource id: String) -> String {
        let digits = id.utf8.filter { $0 != UInt8(ascii: "-") }
        if digits.count == 32, digits.allSatisfy({ ($0 | 32 >= 97 && $0 | 32 <= 102) || (48...57).contains($0) }) {
            return id
        }
        return text(version5(resources, id)).filter { $0 != "-" }
    }

    private static func version5(_ namespace: [UInt8], _ name: String) -> [UInt8] {
        var bytes = Array(Insecure.SHA1.hash(data: Data(namespace + Array(name.utf8))).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        return bytes
    }

    private static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { out.append(UInt8(ascii: "-")) }
            out += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func bytes(of uuid: String) -> [UInt8] {
        let digits = Array(uuid.utf8.filter { $0 != UInt8(ascii: "-") }).map { $0 > 57 ? $0 - 87 : $0 - 48 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
