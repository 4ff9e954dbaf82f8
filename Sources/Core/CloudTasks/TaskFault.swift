package import CloudCore

/// A fault as kept with a task.
package struct TaskFault: Codable, Sendable, Hashable {
    package var status: Int
    package var code: String
    package var message: String
    package var cause: String?

    package init(_ fault: Fault) {
        status = fault.status
        code = fault.code
        message = fault.message
        cause = fault.cause
    }

    package var fault: Fault { Fault(status, message, code: code, cause: cause) }
}
