/// Why an image is refused, or why an operation on one failed.
package enum DiskImageError: Error, Sendable, Equatable {
    /// The content is of another format than its owner says.
    case mismatch(declared: DiskFormat, found: String)
    /// The content passes for several formats at once.
    case ambiguous(found: [String])
    /// The image would read another file.
    case backingFile(format: DiskFormat)
    case dataFile(format: DiskFormat)
    /// The header asks for abilities that nobody knows; the bits that are set.
    case unknownFeatures(format: DiskFormat, bits: UInt64)
    /// The format's rules are broken, or a feature of it is not accepted.
    case unsafe(format: DiskFormat, reason: String)
    /// The stream ended before the header did.
    case truncated(format: DiskFormat)
    /// The guest's disk would be larger than allowed; both in bytes.
    case tooLarge(virtualSize: UInt64, limit: UInt64)
    /// A disk never shrinks; both in bytes.
    case wouldShrink(virtualSize: UInt64, requested: UInt64)
    /// The tool that was asked answered nonsense.
    case unreadableAnswer(tool: String)
    /// A file of the config drive has a path that no guest can be given.
    case badPath(String)
}

extension DiskImageError: CustomStringConvertible {
    /// For the user: what is wrong.
    package var description: String {
        switch self {
        case .mismatch(let declared, let found):
            "The image is declared as \(declared.rawValue), but its content is \(found)."
        case .ambiguous(let found): "The image's content passes for several formats: \(found.joined(separator: ", "))."
        case .backingFile(let format): "The \(format.rawValue) image has a backing file, which is not allowed."
        case .dataFile(let format):
            "The \(format.rawValue) image keeps its content in another file, which is not allowed."
        case .unknownFeatures(let format, let bits):
            "The \(format.rawValue) image asks for unknown features (0x\(String(bits, radix: 16)))."
        case .unsafe(let format, let reason): "The \(format.rawValue) image is not acceptable: \(reason)."
        case .truncated(let format): "The \(format.rawValue) image ends within its header."
        case .tooLarge(let size, let limit): "The disk has \(size) bytes, more than the \(limit) allowed."
        case .wouldShrink(let size, let requested): "The disk has \(size) bytes and cannot shrink to \(requested)."
        case .unreadableAnswer(let tool): "\(tool) gave an answer that cannot be read."
        case .badPath(let path): "The path '\(path)' cannot be put on a config drive."
        }
    }
}
