/// A fault that a fake hypervisor is told to have.
package enum FakeFault: Sendable {
    /// The call fails so.
    case fail(HypervisorError)
    /// The call takes that long, then works.
    case hang(Duration)
    /// The call works, and the guest crashes right after it.
    case crash
}

/// The calls of a hypervisor driver that a fault can be laid on.
package enum FakeCall: String, Sendable, CaseIterable {
    case start, capabilities, guests, status, define, startGuest, shutdown, destroy, reboot, pause, unpause, suspend
    case undefine, attachDisk, detachDisk, attachInterface, detachInterface, resizeDisk, copyDisk, consoleLog,
        statistics
}
