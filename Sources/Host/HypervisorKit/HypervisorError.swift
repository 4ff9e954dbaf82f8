/// Why the hypervisor did not do what it was asked for.
package struct HypervisorError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// The guest, or its device, is not there.
        case notFound
        /// The guest's state forbids it now.
        case invalidState
        /// Something of that name or id is there already, and is not ours or not equal.
        case conflict
        /// The hypervisor cannot do that.
        case unsupported
        /// The definition is wrong.
        case invalidDefinition
        /// It took too long.
        case timeout
        /// The hypervisor itself cannot be reached, or the driver was not started.
        case unavailable
        /// Anything else: the message says what.
        case failed
    }

    package var kind: Kind
    /// libvirt's number (`virErrorNumber`), 0 for our own.
    package var code: Int
    package var message: String

    package init(_ kind: Kind, _ message: String, code: Int = 0) {
        self.kind = kind
        self.code = code
        self.message = message
    }

    package var description: String { code == 0 ? message : "\(message) (libvirt error \(code))" }
}
