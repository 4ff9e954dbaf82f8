/// A value as a Swift type; `column` is for the message only.
extension SQLValue {
    package func string(_ column: @autoclosure () -> String = "value") throws -> String {
        guard case .text(let text) = self else { throw mismatch(column(), "a text") }
        return text
    }

    package func number<I: FixedWidthInteger>(_ column: @autoclosure () -> String = "value") throws -> I {
        switch self {
        case .integer(let number): if let exact = I(exactly: number) { return exact }
        case .real(let number): if let exact = I(exactly: number) { return exact }
        default: break
        }
        throw mismatch(column(), "an integer (\(I.self))")
    }

    package func double(_ column: @autoclosure () -> String = "value") throws -> Double {
        switch self {
        case .real(let number): return number
        case .integer(let number): return Double(number)
        default: throw mismatch(column(), "a number")
        }
    }

    package func bool(_ column: @autoclosure () -> String = "value") throws -> Bool {
        guard case .integer(let number) = self else { throw mismatch(column(), "0 or 1") }
        return number != 0
    }

    package func blob(_ column: @autoclosure () -> String = "value") throws -> [UInt8] {
        guard case .blob(let bytes) = self else { throw mismatch(column(), "a blob") }
        return bytes
    }

    private func mismatch(_ column: String, _ wanted: String) -> SQLError {
        .decoding("column \(column) holds \(kind) where \(wanted) is wanted")
    }
}
