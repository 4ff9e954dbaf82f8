/// Parameters as libpq wants them: texts in one buffer, blobs as they are.
struct PostgreSQLParameters {
    private var buffer: [UInt8] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    var count: Int32 { Int32(starts.count) }

    init(_ values: [SQLValue]) throws {
        starts.reserveCapacity(values.count)
        buffer.reserveCapacity(values.count * 40)
        for value in values { try add(value) }
    }

    private mutating func add(_ value: SQLValue) throws {
        let start = buffer.count
        var isBinary = false
        switch value {
        case .null:
            starts.append(nil)
            lengths.append(0)
            formats.append(0)
            return
        case .integer(let number): buffer.append(contentsOf: String(number).utf8)
        case .real(let number): buffer.append(contentsOf: Self.text(number).utf8)
        case .text(let text):
            buffer.append(contentsOf: text.utf8)
            guard !buffer[start...].contains(0) else { throw SQLError.zeroByte }
        case .blob(let bytes):
            buffer.append(contentsOf: bytes)
            isBinary = true
        }
        starts.append(start)
        lengths.append(Int32(buffer.count - start))
        formats.append(isBinary ? 1 : 0)
        buffer.append(0)
    }

    private static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return "\(number)"
    }

    /// Calls `body` with libpq's three arrays.
    func withPointers<R>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> R
    ) -> R {
        buffer.withUnsafeBytes { bytes in
            let values = starts.map { start -> UnsafePointer<CChar>? in
                guard let start, let base = bytes.baseAddress else { return nil }
                return (base + start).assumingMemoryBound(to: CChar.self)
            }
            return body(values, lengths, formats)
        }
    }
}
