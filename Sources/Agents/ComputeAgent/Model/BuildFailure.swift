import AgentProtocols
import CloudCore
import DiskImageKit
import Glibc
import HostKit
import HypervisorKit

extension ComputeFailure {
    /// Any error of an operation, in words for the user.
    init(_ error: any Error) {
        switch error {
        case _ where Self.isOfFullDisk(error):
            self.init(message: "The disk of the host is full.", details: "\(error)", isOfThisHost: true)
        case let fault as Fault:
            // What another service refuses it refuses for every host; what is away may be there for another.
            self.init(message: fault.message, details: fault.cause, isOfThisHost: fault.status >= 500)
        case let error as HypervisorError:
            self.init(
                message: "The hypervisor refused the guest: \(error.message)", details: "\(error)", isOfThisHost: true)
        case let error as DiskImageError:
            self.init(message: "The image cannot be used: \(error)", isOfThisHost: false)
        default:
            self.init(message: "The operation failed on this host.", details: "\(error)", isOfThisHost: true)
        }
    }

    private static func isOfFullDisk(_ error: any Error) -> Bool {
        let words = String(cString: strerror(ENOSPC))
        switch error {
        case let error as SystemFailure: return error.code == ENOSPC || error.code == EDQUOT
        case let error as SystemError: return error.code == ENOSPC || error.code == EDQUOT
        // Programs and libraries have only words for it.
        case let error as CommandError: return error.lastLines.contains(words)
        case let error as HypervisorError: return error.message.contains(words)
        default: return false
        }
    }
}
