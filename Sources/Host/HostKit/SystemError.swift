import Glibc

/// A system call that failed, and what it was for.
package struct SystemError: Error, Sendable, CustomStringConvertible {
    package var operation: String
    package var code: Int32

    package init(_ operation: String, code: Int32 = errno) {
        self.operation = operation
        self.code = code
    }

    package var description: String { "\(operation): \(String(cString: strerror(code)))" }
}

extension SystemError {
    /// `result`, or the error in errno when it is negative.
    @discardableResult
    package static func check(_ result: Int32, _ operation: @autoclosure () -> String) throws -> Int32 {
        guard result < 0 else { return result }
        let code = errno
        throw SystemError(operation(), code: code)
    }
}
