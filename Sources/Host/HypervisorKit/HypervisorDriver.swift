/// What the compute agent needs of a hypervisor. Every order may be given again: one that is already so is no error.
///
/// Guests outlive the driver and the process; `guests` finds them again. Errors are `HypervisorError`.
package protocol HypervisorDriver: Sendable {
    /// Connects. Guests that run already are known, with their true states, when it returns.
    func start() async throws
    /// Disconnects; guests go on.
    func stop() async
    /// What happens to guests, in order; for one reader, from `start` until `stop`.
    var events: AsyncStream<GuestEvent> { get }

    func capabilities() async throws -> HypervisorCapabilities
    /// Ours only.
    func guests() async throws -> [GuestStatus]
    /// nil when there is no such guest.
    func status(of id: String) async throws -> GuestStatus?

    /// Writes the definition down, or replaces it; a running guest keeps what it has until its next start.
    func define(_ guest: GuestDefinition) async throws
    /// Starts a defined guest, from its saved state when it has one.
    func start(_ id: String) async throws
    /// Presses the power button and returns at once; whether the guest obeys, an event tells.
    func shutdown(_ id: String) async throws
    /// Pulls the plug; the definition stays.
    func destroy(_ id: String) async throws
    func reboot(_ id: String, _ kind: RebootKind) async throws
    func pause(_ id: String) async throws
    func unpause(_ id: String) async throws
    /// Saves the guest's memory to disk and stops it; `start` goes on from there.
    func suspend(_ id: String) async throws
    /// Forgets a stopped guest, its saved state too. A running one is destroyed first.
    func undefine(_ id: String) async throws

    func attach(_ disk: GuestDisk, to id: String) async throws
    /// Returns when the guest has let go of it; throws `.timeout` when it does not.
    func detachDisk(_ device: String, from id: String) async throws
    func attach(_ interface: GuestInterface, to id: String) async throws
    func detachInterface(mac: String, from id: String) async throws
    /// Tells a running guest that its disk has `size` bytes now, growing the file when it is one.
    func resizeDisk(_ device: String, of id: String, size: UInt64) async throws
    /// Writes a standalone qcow2 copy of a running guest's disk, as of one instant, to `path`.
    func copyDisk(_ device: String, of id: String, to path: String) async throws

    /// The last `lines` of what the serial console printed; nil for all that is kept.
    func consoleLog(_ id: String, lines: Int?) async throws -> String
    func statistics(_ id: String) async throws -> GuestStatistics
}

/// How a guest is made to start anew.
package enum RebootKind: String, Sendable, Codable {
    /// Asks the guest.
    case soft
    /// Pulls the plug and starts it.
    case hard
}

extension HypervisorDriver {
    /// Defines a guest and starts it.
    package func create(_ guest: GuestDefinition) async throws {
        try await define(guest)
        try await start(guest.id)
    }
}
