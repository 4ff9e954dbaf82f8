import CloudCore

/// Which bytes of an image a download asks for.
enum ByteRange {
    /// Reads `Range: bytes=…` (RFC 9110), one range only.
    /// - Throws: `Fault` 400 or 416 in Glance's words.
    static func reading(range text: String, size: Int64) throws -> Range<Int64> {
        guard !text.contains(",") else {
            throw Fault.badRequest(
                "Requests with multiple ranges are not supported in Glance."
                    + " You may make multiple single-range requests instead."
            )
        }
        guard let (first, last) = bounds(text, after: "bytes="), first != nil || last != nil else {
            throw unsatisfiable("Invalid Range header.", size)
        }
        guard let first else {
            // The last so many bytes.
            guard let count = last, count > 0, size > 0 else { throw unsatisfiable("Invalid Range header.", size) }
            return max(0, size - count)..<size
        }
        guard first < size else {
            throw unsatisfiable(
                "Invalid start position in Range header."
                    + " Start position MUST be in the inclusive range [0, \(size - 1)].",
                size)
        }
        if let last, last < first { throw unsatisfiable("Invalid Range header.", size) }
        return first..<min(size, last.map { $0 == .max ? $0 : $0 + 1 } ?? size)
    }

    /// Reads the older `Content-Range: bytes 0-3/*` of a request.
    /// - Throws: `Fault` 416 in Glance's words.
    static func reading(contentRange text: String, size: Int64) throws -> Range<Int64> {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let (lower, upper) = bounds(String(parts[0]), after: "bytes "), let first = lower,
            let last = upper,
            first <= last, parts[1] == "*" || Int64(parts[1]) != nil
        else { throw unsatisfiable("Invalid Content-Range header.", size) }
        guard first < size else {
            throw unsatisfiable(
                "Invalid start position in Content-Range header."
                    + " The start position MUST be in the inclusive range [0, \(size - 1)].",
                size)
        }
        guard last < size else {
            throw unsatisfiable(
                "Invalid stop position in Content-Range header."
                    + " The stop position MUST be in the inclusive range [0, \(size - 1)].",
                size)
        }
        return first..<(last + 1)
    }

    private static func bounds(_ text: String, after unit: String) -> (Int64?, Int64?)? {
        guard text.lowercased().hasPrefix(unit) else { return nil }
        let parts = text.dropFirst(unit.count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        var numbers: [Int64?] = []
        for part in parts {
            guard part.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
            // Larger than any file: as far as there is.
            numbers.append(part.isEmpty ? nil : Int64(part) ?? .max)
        }
        return (numbers[0], numbers[1])
    }

    private static func unsatisfiable(_ message: String, _ size: Int64) -> Fault {
        Fault(416, message, headers: [("Content-Range", "bytes */\(size)")])
    }
}
