import CloudCore
import Glibc

/// Why a store did not take or give data.
enum StoreError: Error, Equatable {
    case missing
    case full
    case denied
    /// The sender went away, or sent less than it said.
    case interrupted
    /// More bytes than allowed.
    case tooLarge(limit: Int64)
    /// A system call failed otherwise.
    case system(call: String, code: Int32)

    /// The last system call's error.
    static func last(_ call: String) -> StoreError { StoreError(call, errno) }

    init(_ call: String, _ code: Int32) {
        switch code {
        case ENOENT: self = .missing
        case ENOSPC, EDQUOT: self = .full
        case EACCES, EPERM, EROFS: self = .denied
        default: self = .system(call: call, code: code)
        }
    }
}

extension Fault {
    /// A store's error in Glance's words.
    init(_ error: StoreError, image id: String) {
        switch error {
        case .missing:
            self = .notFound("The data of image \(id) is missing in the store; upload the image again.")
        case .full:
            self.init(
                413, "Image storage media is full: There is not enough disk space on the image storage media.")
        case .denied:
            self = .unavailable(
                "Insufficient permissions on image storage media: Permission to write image storage media denied.")
        case .interrupted: self = .badRequest("Client disconnected before sending all data to backend")
        case .tooLarge(let limit): self.init(413, "The provided image is too large: \(limit) bytes are allowed.")
        case .system(let call, let code):
            self.init(
                500, "The image store failed; see the service's log.",
                cause: "\(call): \(String(cString: strerror(code)))")
        }
    }
}
