import CLibvirt
import Glibc

extension HypervisorError {
    /// libvirt's last error on this thread.
    static func last(_ operation: String) -> HypervisorError {
        guard let error = virGetLastError() else { return HypervisorError(.failed, "libvirt could not \(operation).") }
        let text = error.pointee.message.map { String(cString: $0) } ?? "no reason given"
        let code = Int(error.pointee.code)
        return HypervisorError(
            kind(of: virErrorNumber(rawValue: UInt32(code))), "libvirt could not \(operation): \(text)", code: code)
    }

    private static func kind(of code: virErrorNumber) -> Kind {
        switch code {
        case VIR_ERR_NO_DOMAIN, VIR_ERR_NO_DOMAIN_METADATA, VIR_ERR_DEVICE_MISSING: .notFound
        case VIR_ERR_OPERATION_INVALID: .invalidState
        case VIR_ERR_DOM_EXIST: .conflict
        case VIR_ERR_NO_SUPPORT, VIR_ERR_CONFIG_UNSUPPORTED, VIR_ERR_OPERATION_UNSUPPORTED,
            VIR_ERR_ARGUMENT_UNSUPPORTED:
            .unsupported
        case VIR_ERR_XML_ERROR, VIR_ERR_XML_DETAIL, VIR_ERR_XML_INVALID_SCHEMA, VIR_ERR_INVALID_ARG: .invalidDefinition
        case VIR_ERR_OPERATION_TIMEOUT, VIR_ERR_AGENT_UNRESPONSIVE: .timeout
        case VIR_ERR_NO_CONNECT, VIR_ERR_INVALID_CONN, VIR_ERR_RPC, VIR_ERR_SYSTEM_ERROR: .unavailable
        default: .failed
        }
    }
}

/// `result`, or libvirt's last error when it is negative.
@discardableResult
func checked(_ result: Int32, _ operation: @autoclosure () -> String) throws -> Int32 {
    guard result < 0 else { return result }
    throw HypervisorError.last(operation())
}

/// `pointer`, or libvirt's last error when there is none.
func checked<Pointer>(_ pointer: Pointer?, _ operation: @autoclosure () -> String) throws -> Pointer {
    guard let pointer else { throw HypervisorError.last(operation()) }
    return pointer
}

/// A text that libvirt allocated, freed here.
func text(_ pointer: UnsafeMutablePointer<CChar>) -> String {
    defer { free(pointer) }
    return String(cString: pointer)
}
