/// The processor that a guest sees.
package enum GuestProcessor: Sendable, Codable, Equatable {
    /// The host's model with KVM, the emulator's default without.
    case automatic
    case hostPassthrough
    case hostModel
    case named(String)
    case emulatorDefault
}

/// What is done to a guest whose watchdog barks.
package enum WatchdogAction: String, Sendable, Codable {
    case reset, poweroff, pause, none
}

/// A kernel that the hypervisor loads itself; absolute paths.
package struct DirectBoot: Sendable, Codable, Equatable {
    package var kernel: String
    package var initrd: String?
    package var arguments: String

    package init(kernel: String, initrd: String? = nil, arguments: String = "") {
        self.kernel = kernel
        self.initrd = initrd
        self.arguments = arguments
    }
}
